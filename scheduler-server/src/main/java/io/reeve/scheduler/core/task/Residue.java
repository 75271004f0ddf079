package io.reeve.scheduler.core.task;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a kill has not ended within the kill timeout of the agent.
 *
 * @param processes the first of them, at most {@link #MAX_PROCESSES}
 * @param total how many there are
 * @param since when it was first seen that they do not go, by the node's clock
 */
public record Residue(List<Sighting> processes, int total, Instant since) {
  /** Most processes that are kept. */
  public static final int MAX_PROCESSES = 100;

  public Residue {
    processes = List.copyOf(processes);
  }

  /** The same, when it goes on from an earlier one: that began it. */
  Residue goingOnFrom(@Nullable Residue earlier) {
    return earlier != null && earlier.since.isBefore(since)
        ? new Residue(processes, total, earlier.since)
        : this;
  }
}
