/** The stream to the head node: connect, back off, resume, lease. No task rules. */
@NullMarked
package io.reeve.agent.head;

import org.jspecify.annotations.NullMarked;
