package io.reeve.scheduler.core.task;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The proof of death of an attempt: what was asked, what was done, what was seen. Times are the
 * node's but for {@code acceptedAt}, {@code forced} and {@code reportedAt}, which are the head
 * node's.
 *
 * @param cause what ended the processes
 * @param requestedBy who asked; empty when nobody did
 * @param message why; may be empty
 * @param acceptedAt when the request was accepted; absent when nobody asked
 * @param grace the grace period in force; absent when nobody asked
 * @param forced who had it killed at once, and when by the head node's clock; absent when nobody
 *     did
 * @param begunAt when the agent took it up; absent when it never had to
 * @param signals each round of signals, in order
 * @param exitedAt when the program itself was seen to have ended
 * @param goneAt when the last process was seen gone; absent when that is not known
 * @param reportedAt when the head node had the report durable
 * @param leftBehind processes still there when the program itself had ended
 * @param unproven why the death was not observed; empty when it was
 * @param containment what watched the processes
 * @param escalated whether they had to be killed
 */
public record KillRecord(
    Cause cause,
    String requestedBy,
    String message,
    @Nullable Instant acceptedAt,
    @Nullable Duration grace,
    @Nullable Forced forced,
    @Nullable Instant begunAt,
    List<SignalSent> signals,
    @Nullable Instant exitedAt,
    @Nullable Instant goneAt,
    @Nullable Instant reportedAt,
    int leftBehind,
    String unproven,
    String containment,
    boolean escalated) {

  /**
   * A round of signals.
   *
   * @param signal for example {@code SIGTERM}
   * @param time when
   * @param processes to how many
   */
  public record SignalSent(String signal, Instant time, int processes) {}

  public KillRecord {
    signals = List.copyOf(signals);
  }

  /** The record of a death that nobody saw. */
  public static KillRecord unproven(Cause cause, Instant reportedAt, String why) {
    return new KillRecord(
        cause,
        "",
        "",
        null,
        null,
        null,
        null,
        List.of(),
        null,
        null,
        reportedAt,
        0,
        why,
        "",
        false);
  }

  /** The same, durable at the head node since {@code time}. */
  public KillRecord reportedAt(Instant time) {
    return new KillRecord(
        cause,
        requestedBy,
        message,
        acceptedAt,
        grace,
        forced,
        begunAt,
        signals,
        exitedAt,
        goneAt,
        time,
        leftBehind,
        unproven,
        containment,
        escalated);
  }

  /** The same, attributed to an accepted request. */
  public KillRecord attributedTo(Cancellation request) {
    return new KillRecord(
        request.cause(),
        request.requestedBy(),
        request.message(),
        request.acceptedAt(),
        grace == null ? request.grace() : grace,
        request.forced(),
        begunAt,
        signals,
        exitedAt,
        goneAt,
        reportedAt,
        leftBehind,
        unproven,
        containment,
        escalated);
  }
}
