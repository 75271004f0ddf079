package io.reeve.agent.core;

import java.time.Instant;

/**
 * One round of signals, as sent; or several rounds of the same signal, joined.
 *
 * @param signal the signal
 * @param time when the first was sent, by the node's wall clock
 * @param processes how many processes were sent it, at least 1
 */
public record SignalSent(StopSignal signal, Instant time, int processes) {}
