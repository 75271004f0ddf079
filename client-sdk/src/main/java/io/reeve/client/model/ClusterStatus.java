package io.reeve.client.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cluster as a whole.
 *
 * @param name the cluster's name
 * @param version of the head node
 * @param leader id of the leading head node
 * @param term the leader's term; rises with every change of leader and every restart
 * @param readyTime when this head node became ready
 * @param jobs jobs known, by state; states without jobs are left out
 * @param tasks tasks known, by state
 * @param nodes nodes known
 * @param nodesReady nodes that are online and reachable
 * @param cores cores of the nodes that are ready
 * @param coresUsed how many of those are in use
 * @param eventNumber number of the newest event
 * @param counters things counted since this head node started, name to count
 */
public record ClusterStatus(
    String name,
    String version,
    String leader,
    long term,
    Optional<Instant> readyTime,
    List<JobStateCount> jobs,
    TaskCounts tasks,
    int nodes,
    int nodesReady,
    long cores,
    long coresUsed,
    long eventNumber,
    Map<String, Long> counters) {
  /** Copies the collections. */
  public ClusterStatus {
    jobs = List.copyOf(jobs);
    counters = Map.copyOf(counters);
  }
}
