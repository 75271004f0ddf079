/**
 * Named moments at which the agent can be made to crash, for fault injection. Off unless the system
 * property {@code reeve.crash-at} names one. Uses nothing of the other packages.
 */
@NullMarked
package io.reeve.agent.crash;

import org.jspecify.annotations.NullMarked;
