package io.reeve.client.model;

import java.time.Duration;
import java.util.Optional;

/**
 * A request to cancel one task.
 *
 * @param task the task
 * @param message why, at most 320 code points; longer is refused, not cut
 * @param force skips the grace period: every process is killed at once
 * @param gracePeriod time to stop by itself, zero to one hour; empty: the task's, else the job's,
 *     else the cluster's
 */
public record TaskCancel(
    TaskId task, String message, boolean force, Optional<Duration> gracePeriod) {
  /** Starts from a polite cancel without a message. */
  public static Builder of(TaskId task) {
    return new Builder(task);
  }

  /** Collects the parts of a request. Not thread-safe. */
  public static final class Builder {
    private final TaskId task;
    private String message = "";
    private boolean force;
    private Optional<Duration> gracePeriod = Optional.empty();

    private Builder(TaskId task) {
      this.task = task;
    }

    /** Why, at most 320 code points. */
    public Builder message(String value) {
      message = value;
      return this;
    }

    /** Kills every process at once. */
    public Builder force(boolean value) {
      force = value;
      return this;
    }

    /** Time to stop by itself, zero to one hour. */
    public Builder gracePeriod(Duration value) {
      gracePeriod = Optional.of(value);
      return this;
    }

    /** The request. */
    public TaskCancel build() {
      return new TaskCancel(task, message, force, gracePeriod);
    }
  }
}
