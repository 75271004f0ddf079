/** Files and identity of processes. */
@NullMarked
package io.reeve.agent.process;

import org.jspecify.annotations.NullMarked;
