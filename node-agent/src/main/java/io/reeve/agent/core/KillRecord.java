package io.reeve.agent.core;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The proof of death of an attempt: what was asked, what was done, what was seen. Complete: without
 * a {@code goneTime} there is a reason in {@code unproven}.
 *
 * @param cause what ended the processes; {@link Cause#EXITED} when nobody asked
 * @param requestedBy who asked; empty when nobody did
 * @param message why, as given; may be empty
 * @param acceptTime when the head node accepted the request
 * @param grace the grace period in force; empty when nobody asked
 * @param beginTime when the agent took up the request; empty when it never had to
 * @param signals what was sent, in order of time
 * @param exitTime when the program itself was seen to have ended
 * @param goneTime when the last process was seen gone
 * @param leftBehind processes still there when the program itself ended
 * @param unproven empty, or why the death could not be observed
 * @param containment what watched the processes
 * @param escalated whether SIGKILL was really sent, by the agent or the supervisor; false when
 *     everything was gone before it was the turn of that
 */
public record KillRecord(
    Cause cause,
    String requestedBy,
    String message,
    Optional<Instant> acceptTime,
    Optional<Duration> grace,
    Optional<Instant> beginTime,
    List<SignalSent> signals,
    Optional<Instant> exitTime,
    Optional<Instant> goneTime,
    int leftBehind,
    String unproven,
    String containment,
    boolean escalated) {

  /** Checks that it is complete. */
  public KillRecord {
    signals = List.copyOf(signals);
    if (goneTime.isEmpty() && unproven.isEmpty()) {
      throw new IllegalArgumentException("a death that is neither seen nor explained");
    }
  }
}
