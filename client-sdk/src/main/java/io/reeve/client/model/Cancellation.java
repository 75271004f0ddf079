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
 * @param gracePeriod that was granted, zero when the request itself was with force; empty where
 *     none applies, as for a graceful cancel of a job
 * @param deadline accept time and grace period, or the forced time when that is earlier; only ever
 *     moves to an earlier time
 * @param force true once a cancel with force was accepted
 * @param forcedBy who sent the first cancel with force, maybe somebody else than {@code
 *     requestedBy}; empty while nobody did
 * @param forcedTime when that was accepted; the accept time when the request itself was with force
 * @param cause {@link Cause#CANCELED}, {@link Cause#JOB_CANCELED} or {@link Cause#JOB_FAILED}
 */
public record Cancellation(
    String requestedBy,
    String message,
    Instant acceptTime,
    Optional<Duration> gracePeriod,
    Optional<Instant> deadline,
    boolean force,
    String forcedBy,
    Optional<Instant> forcedTime,
    Optional<Cause> cause) {}
