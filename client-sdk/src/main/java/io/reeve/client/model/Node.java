package io.reeve.client.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A node, as the head node sees it.
 *
 * @param name unique in the cluster
 * @param state whether it takes work
 * @param reachable whether its agent is connected and its heartbeats arrive
 * @param capacity what it has; empty: not known
 * @param used what of it is taken by tasks; empty: not known
 * @param tasks number of tasks that are dispatching, running, finishing or canceling
 * @param sockets sockets of the machine
 * @param agentVersion version of its agent
 * @param bootId the kernel's boot id; changes with every start of the machine
 * @param containment what the agent contains processes with
 * @param joinTime when its agent joined last
 * @param lastHeartbeatTime when it was last heard of
 * @param leftovers attempts found that the cluster does not want; no work before they are gone
 * @param message given when it was taken offline
 * @param residues attempts with processes that their kill has not ended in time; at most 100
 * @param problems what is wrong with it, as its agent said last
 * @param orphans how many orphans its agent found that are still there
 * @param staleReports messages of its agent that were out of date and changed nothing
 * @param staleOrders orders that its agent refused because they were out of date
 */
public record Node(
    String name,
    NodeState state,
    boolean reachable,
    Optional<Resources> capacity,
    Optional<Resources> used,
    int tasks,
    int sockets,
    String agentVersion,
    String bootId,
    String containment,
    Optional<Instant> joinTime,
    Optional<Instant> lastHeartbeatTime,
    int leftovers,
    String message,
    List<NodeResidue> residues,
    List<NodeProblem> problems,
    int orphans,
    long staleReports,
    long staleOrders) {
  /** Copies the list. */
  public Node {
    residues = List.copyOf(residues);
    problems = List.copyOf(problems);
  }
}
