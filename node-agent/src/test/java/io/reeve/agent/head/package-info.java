/** The link against a fake head node. */
@NullMarked
package io.reeve.agent.head;

import org.jspecify.annotations.NullMarked;
