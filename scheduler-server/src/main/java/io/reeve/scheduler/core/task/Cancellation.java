package io.reeve.scheduler.core.task;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An accepted order to end a task, as it stands in the log.
 *
 * @param requestedBy who asked
 * @param message why, raw; may be empty
 * @param acceptedAt when
 * @param grace the grace period that was granted; zero when the request itself was with force
 * @param forced who had it killed at once, and when; absent while nobody did
 * @param cause what the end will be attributed to
 * @param requeue whether the task is to be queued again afterwards: the system's wish, not a user's
 *     cancel
 */
public record Cancellation(
    String requestedBy,
    String message,
    Instant acceptedAt,
    Duration grace,
    @Nullable Forced forced,
    Cause cause,
    boolean requeue) {

  /**
   * A request as it was accepted.
   *
   * @param grace the grace period; does not count with force
   * @param force whether it kills at once
   */
  public static Cancellation requested(
      String by,
      String message,
      Instant at,
      Duration grace,
      boolean force,
      Cause cause,
      boolean requeue) {
    return new Cancellation(
        by,
        message,
        at,
        force ? Duration.ZERO : grace,
        force ? new Forced(by, at) : null,
        cause,
        requeue);
  }

  /** Whether it kills at once. */
  public boolean force() {
    return forced != null;
  }

  /** When whatever is left is killed: when the grace period ends, or when somebody forced it. */
  public Instant deadline() {
    var graceEnds = acceptedAt.plus(grace);
    return forced != null && forced.at().isBefore(graceEnds) ? forced.at() : graceEnds;
  }

  /**
   * The same request where an earlier one stood, whose deadline holds when it is nearer. What was
   * forced already stays so, and by whom.
   */
  Cancellation inPlaceOf(Cancellation earlier) {
    var left = Duration.between(acceptedAt, earlier.deadline());
    var sooner = left.isNegative() ? Duration.ZERO : left;
    return new Cancellation(
        requestedBy,
        message,
        acceptedAt,
        sooner.compareTo(grace) < 0 ? sooner : grace,
        earlier.forced() != null ? earlier.forced() : forced,
        cause,
        requeue);
  }

  /**
   * The same request, killing at once since {@code request} was accepted; who asked first, why and
   * when stay. Only while it is not forced: the first force stands.
   */
  public Cancellation forcedBy(Cancellation request) {
    var now = new Forced(request.requestedBy(), request.acceptedAt());
    return new Cancellation(requestedBy, message, acceptedAt, grace, now, cause, requeue);
  }
}
