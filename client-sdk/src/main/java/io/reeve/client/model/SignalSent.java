package io.reeve.client.model;

import java.time.Instant;

/**
 * One round of signals, as sent.
 *
 * @param signal name, for example {@code SIGTERM}
 * @param time by the node's wall clock
 * @param processes how many processes it was sent to
 */
public record SignalSent(String signal, Instant time, int processes) {}
