package io.reeve.scheduler.core.task;

import java.time.Duration;
import java.time.Instant;

/**
 * An accepted order to end a task, as it stands in the log.
 *
 * @param requestedBy who asked
 * @param message why, raw; may be empty
 * @param acceptedAt when
 * @param grace the grace period in force; zero with force
 * @param force whether it kills at once
 * @param cause what the end will be attributed to
 * @param requeue whether the task is to be queued again afterwards: the system's wish, not a user's
 *     cancel
 */
public record Cancellation(
    String requestedBy,
    String message,
    Instant acceptedAt,
    Duration grace,
    boolean force,
    Cause cause,
    boolean requeue) {

  public Cancellation {
    if (force) {
      grace = Duration.ZERO;
    }
  }

  /** When whatever is left is killed. */
  public Instant deadline() {
    return acceptedAt.plus(grace);
  }

  /** The same request where an earlier one stood, whose deadline holds when it is nearer. */
  Cancellation inPlaceOf(Cancellation earlier) {
    var left = Duration.between(acceptedAt, earlier.deadline());
    var sooner = left.isNegative() ? Duration.ZERO : left;
    return new Cancellation(
        requestedBy,
        message,
        acceptedAt,
        sooner.compareTo(grace) < 0 ? sooner : grace,
        force || earlier.force(),
        cause,
        requeue);
  }

  /** The same request, killing at once; who asked first, why and when stay. */
  public Cancellation escalated() {
    return new Cancellation(requestedBy, message, acceptedAt, Duration.ZERO, true, cause, requeue);
  }
}
