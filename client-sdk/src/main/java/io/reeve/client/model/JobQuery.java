package io.reeve.client.model;

import java.util.Set;

/**
 * Which jobs to list. Everything given must hold.
 *
 * @param states in one of these; empty: any
 * @param owner with this owner; empty: any
 * @param name with exactly this name; empty: any
 * @param pageSize 1 to 1000; 0 means 50
 * @param pageToken of the page before; empty: the first page
 * @param newestFirst newest first instead of oldest first
 */
public record JobQuery(
    Set<JobState> states,
    String owner,
    String name,
    int pageSize,
    String pageToken,
    boolean newestFirst) {
  /** Copies the set. */
  public JobQuery {
    states = Set.copyOf(states);
  }

  /** All jobs, oldest first. */
  public static JobQuery all() {
    return builder().build();
  }

  /** Starts from all jobs, oldest first. */
  public static Builder builder() {
    return new Builder();
  }

  /** The same query, from another page on. */
  public JobQuery page(String token) {
    return new JobQuery(states, owner, name, pageSize, token, newestFirst);
  }

  /** Narrows a query. Not thread-safe. */
  public static final class Builder {
    private Set<JobState> states = Set.of();
    private String owner = "";
    private String name = "";
    private int pageSize;
    private String pageToken = "";
    private boolean newestFirst;

    private Builder() {}

    /** In one of these states. */
    public Builder states(Set<JobState> values) {
      states = values;
      return this;
    }

    /** With this owner. */
    public Builder owner(String value) {
      owner = value;
      return this;
    }

    /** With exactly this name. */
    public Builder name(String value) {
      name = value;
      return this;
    }

    /** How many on one page, 1 to 1000. Default: 50. */
    public Builder pageSize(int value) {
      pageSize = value;
      return this;
    }

    /** Continues after the page that gave this token. */
    public Builder pageToken(String value) {
      pageToken = value;
      return this;
    }

    /** Newest first. Default: oldest first. */
    public Builder newestFirst(boolean value) {
      newestFirst = value;
      return this;
    }

    /** The query. */
    public JobQuery build() {
      return new JobQuery(states, owner, name, pageSize, pageToken, newestFirst);
    }
  }
}
