package io.reeve.agent.core;

import io.reeve.agent.core.Time.Moment;
import java.util.List;
import java.util.Optional;

/**
 * An ending that was under way when an earlier life of the agent stopped, as it left it on disk.
 *
 * @param request who asked and why
 * @param begin when the request was taken up
 * @param deadline when politeness ends, monotonic nanoseconds of this boot
 * @param signals what that agent sent, in order of time
 * @param askedAt when the polite signal was first sent, monotonic; empty when that is not known to
 *     have happened
 */
public record Ending(
    StopRequest request,
    Moment begin,
    long deadline,
    List<SignalSent> signals,
    Optional<Long> askedAt) {

  /** Keeps its own copy of the list. */
  public Ending {
    signals = List.copyOf(signals);
  }
}
