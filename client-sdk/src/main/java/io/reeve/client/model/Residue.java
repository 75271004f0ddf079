package io.reeve.client.model;

import java.time.Instant;
import java.util.List;

/**
 * What a kill has not ended within the agent's kill timeout. The killing goes on; the attempt is
 * over, and its resources are given back, only when these processes are gone.
 *
 * @param processes the processes, at most 100
 * @param total how many there are
 * @param sinceTime when it was first seen that they do not go, by the node's clock
 */
public record Residue(List<ProcessInfo> processes, int total, Instant sinceTime) {
  public Residue {
    processes = List.copyOf(processes);
  }
}
