/** What is kept on disk. */
@NullMarked
package io.reeve.agent.outbox;

import org.jspecify.annotations.NullMarked;
