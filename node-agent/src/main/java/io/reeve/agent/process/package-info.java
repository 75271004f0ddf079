/**
 * The only door to operating system processes: the supervisor, containment, identity. Nothing else
 * in the agent uses {@code ProcessBuilder}, {@code ProcessHandle} or {@code /proc}. No rules about
 * when to stop what: that is {@code core}.
 */
@NullMarked
package io.reeve.agent.process;

import org.jspecify.annotations.NullMarked;
