package io.reeve.agent.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A request to end an attempt.
 *
 * @param cause why, as it goes into the record
 * @param requestedBy who asked; empty when the agent itself did
 * @param message in the words of who asked; may be empty
 * @param acceptTime when the head node accepted it; empty when the agent itself asked
 * @param grace how long the processes may take to stop by themselves; zero kills at once
 * @param force whether somebody asked for the kill at once; not so when a grace period is only over
 */
public record StopRequest(
    Cause cause,
    String requestedBy,
    String message,
    Optional<Instant> acceptTime,
    Duration grace,
    boolean force) {

  /** The message of an end because the node may run nothing any more. */
  public static final String LEASE_RAN_OUT = "the lease of the head node ran out";

  /** Checks the grace period. */
  public StopRequest {
    if (grace.isNegative()) {
      throw new IllegalArgumentException("negative grace period: " + grace);
    }
  }

  /** A request the agent makes by itself: time limit, lost lease, processes left behind. */
  public static StopRequest own(Cause cause, String message, Duration grace) {
    return new StopRequest(cause, "", message, Optional.empty(), grace, false);
  }
}
