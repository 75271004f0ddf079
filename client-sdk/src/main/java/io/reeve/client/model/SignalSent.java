package io.reeve.client.model;

import java.time.Instant;

/**
 * One round of signals, as sent.
 *
 * @param signal name, for example {@code SIGTERM}
 * @param time by the node's wall clock
 * @param processes how many processes it was sent to; 0 when that is not known, because the agent
 *     was killed while it sent the signal
 */
public record SignalSent(String signal, Instant time, int processes) {}
