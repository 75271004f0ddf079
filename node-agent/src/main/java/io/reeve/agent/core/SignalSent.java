package io.reeve.agent.core;

import java.time.Instant;

/**
 * One round of signals, as sent; or several rounds of the same signal, joined.
 *
 * @param signal the signal
 * @param time when the first was sent, by the node's wall clock
 * @param processes how many processes were sent it; 0 when the agent was killed while it sent them,
 *     so that nobody knows whether it got to any
 */
public record SignalSent(StopSignal signal, Instant time, int processes) {
  /** Whether at least one process was really sent it. */
  boolean reached() {
    return processes > 0;
  }
}
