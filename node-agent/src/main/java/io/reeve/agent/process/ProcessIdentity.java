package io.reeve.agent.process;

/**
 * A process of this boot: pid and start time together, so that a pid that was given out again is
 * never ours.
 *
 * @param pid process id
 * @param startTicks field 22 of {@code /proc/PID/stat}: clock ticks from boot to its start
 */
public record ProcessIdentity(long pid, long startTicks) {}
