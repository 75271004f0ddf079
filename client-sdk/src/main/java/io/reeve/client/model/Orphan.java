package io.reeve.client.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Processes on a node that carry the mark of its agent while the agent has no record of their
 * attempt.
 *
 * @param node name of the node
 * @param attempt the attempt as the mark names it, for example {@code 1.2#1}; empty when it does
 *     not say
 * @param processes the first of them
 * @param total how many there are, or were when they were ended
 * @param foundTime when the agent found them, by the node's clock
 * @param goneTime when they were seen gone; empty while they are there
 * @param reaped whether the agent ends them
 */
public record Orphan(
    String node,
    String attempt,
    List<ProcessInfo> processes,
    int total,
    Instant foundTime,
    Optional<Instant> goneTime,
    boolean reaped) {
  /** Copies the list. */
  public Orphan {
    processes = List.copyOf(processes);
  }
}
