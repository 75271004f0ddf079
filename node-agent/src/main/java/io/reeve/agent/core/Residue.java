package io.reeve.agent.core;

import java.time.Instant;
import java.util.List;

/**
 * What is left of an attempt after killing it for the kill timeout.
 *
 * @param processes the first of them by number, at most {@link #MAX_PROCESSES}; never empty
 * @param total how many there are
 * @param since when it was first seen that they do not go
 */
public record Residue(List<Sighting> processes, int total, Instant since) {
  /** Most processes that are described. */
  public static final int MAX_PROCESSES = 100;

  /** Keeps its own copy of the list. */
  public Residue {
    processes = List.copyOf(processes);
    if (processes.isEmpty() || processes.size() > MAX_PROCESSES || total < processes.size()) {
      throw new IllegalArgumentException(processes.size() + " processes of " + total);
    }
  }
}
