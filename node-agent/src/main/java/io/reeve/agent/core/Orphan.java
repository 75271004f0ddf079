package io.reeve.agent.core;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Processes that carry the mark of this agent while it has no record of their attempt.
 *
 * @param attempt the attempt as the mark names it; empty when it does not say
 * @param processes the first of them by number, at most {@link #MAX_PROCESSES}
 * @param total how many there are, or were when they were seen last
 * @param found when the agent found them
 * @param gone when they were seen gone; empty while they are there
 * @param reaped whether the agent ends them
 */
public record Orphan(
    Optional<AttemptId> attempt,
    List<Sighting> processes,
    int total,
    Instant found,
    Optional<Instant> gone,
    boolean reaped) {
  /** Most processes that are described. */
  public static final int MAX_PROCESSES = 100;

  /** Keeps its own copy of the list. */
  public Orphan {
    processes = List.copyOf(processes);
  }

  /** The same, seen gone. */
  public Orphan goneAt(Instant time) {
    return new Orphan(attempt, processes, total, found, Optional.of(time), reaped);
  }

  /** The same, being ended. */
  public Orphan reaping() {
    return new Orphan(attempt, processes, total, found, gone, true);
  }
}
