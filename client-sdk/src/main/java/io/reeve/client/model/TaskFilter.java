package io.reeve.client.model;

import java.util.List;
import java.util.Set;

/**
 * Tasks for which everything given holds. At least one part must be given.
 *
 * @param jobs of one of these jobs
 * @param states in one of these states
 * @param owner of a job with this owner
 * @param node with a current or last attempt on this node
 * @param name with exactly this task name
 */
public record TaskFilter(
    List<JobId> jobs, Set<TaskState> states, String owner, String node, String name) {
  /** Copies the collections. */
  public TaskFilter {
    jobs = List.copyOf(jobs);
    states = Set.copyOf(states);
  }

  /** Starts from a filter that gives nothing; as such it is refused by the scheduler. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects conditions. Not thread-safe. */
  public static final class Builder {
    private List<JobId> jobs = List.of();
    private Set<TaskState> states = Set.of();
    private String owner = "";
    private String node = "";
    private String name = "";

    private Builder() {}

    /** Of one of these jobs. */
    public Builder jobs(List<JobId> values) {
      jobs = values;
      return this;
    }

    /** In one of these states. */
    public Builder states(Set<TaskState> values) {
      states = values;
      return this;
    }

    /** Of a job with this owner. */
    public Builder owner(String value) {
      owner = value;
      return this;
    }

    /** With a current or last attempt on this node. */
    public Builder node(String value) {
      node = value;
      return this;
    }

    /** With exactly this task name. */
    public Builder name(String value) {
      name = value;
      return this;
    }

    /** The filter. */
    public TaskFilter build() {
      return new TaskFilter(jobs, states, owner, node, name);
    }
  }
}
