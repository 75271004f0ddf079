package io.reeve.client.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The proof of death of an attempt: what was asked, what was done, what was seen.
 *
 * @param cause what ended the processes; {@link Cause#EXITED}: nobody asked. Empty: not said
 * @param requestedBy who asked; empty when nobody did
 * @param message why, as given with the request; may be empty
 * @param acceptTime when the head node accepted the request; empty when nobody asked
 * @param gracePeriod in force; empty when nobody asked
 * @param forcedBy who asked to kill at once: {@code requestedBy} or somebody after them; empty when
 *     nobody did
 * @param forcedTime when the head node accepted that; empty when nobody asked for it
 * @param beginTime when the agent took up the request, by the node's clock
 * @param signals each round of signals, in order
 * @param exitTime when the program itself was seen to have ended, by the node's clock
 * @param goneTime when the last process of the attempt was seen gone; empty when that is not known,
 *     then {@code unproven} says why
 * @param reportTime when the head node had the report durable
 * @param leftBehind processes that were still there when the program itself ended
 * @param unproven empty, or why the death could not be observed
 * @param containment what watched the processes, for example {@code subreaper}
 * @param escalated true when the grace period ran out, or there was none, and processes were killed
 */
public record KillRecord(
    Optional<Cause> cause,
    String requestedBy,
    String message,
    Optional<Instant> acceptTime,
    Optional<Duration> gracePeriod,
    String forcedBy,
    Optional<Instant> forcedTime,
    Optional<Instant> beginTime,
    List<SignalSent> signals,
    Optional<Instant> exitTime,
    Optional<Instant> goneTime,
    Optional<Instant> reportTime,
    int leftBehind,
    String unproven,
    String containment,
    boolean escalated) {
  /** Copies the list. */
  public KillRecord {
    signals = List.copyOf(signals);
  }
}
