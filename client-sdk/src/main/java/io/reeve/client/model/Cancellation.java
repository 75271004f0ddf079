package io.reeve.client.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * An accepted cancel, as it stands in the log.
 *
 * @param requestedBy who asked
 * @param message why; raw, may be empty; the first message is kept
 * @param acceptTime when it was accepted
 * @param gracePeriod in force; empty where none applies, as for a graceful cancel of a job
 * @param deadline accept time and grace period; only ever moves to an earlier time
 * @param force true once a cancel with force was accepted
 * @param cause {@link Cause#CANCELED}, {@link Cause#JOB_CANCELED} or {@link Cause#JOB_FAILED}
 */
public record Cancellation(
    String requestedBy,
    String message,
    Instant acceptTime,
    Optional<Duration> gracePeriod,
    Optional<Instant> deadline,
    boolean force,
    Optional<Cause> cause) {}
