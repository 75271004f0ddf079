package io.reeve.client.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A request to submit a job: one that was created before, or a new one in one step.
 *
 * @param jobId the job to submit; empty: {@code job} and {@code tasks} are a new one
 * @param job what a new job is; empty: all defaults
 * @param tasks tasks of a new job, at most 10,000; they get the ids 1, 2, 3, ...
 * @param refuseIfNeverFits refuse when a task asks for more than any known node has, instead of
 *     letting it wait for such a node
 * @param requestId makes a repetition safe; empty: the client makes one
 */
public record JobSubmission(
    Optional<JobId> jobId,
    Optional<JobSpec> job,
    List<TaskSpec> tasks,
    boolean refuseIfNeverFits,
    Optional<UUID> requestId) {
  /** Copies the list. */
  public JobSubmission {
    tasks = List.copyOf(tasks);
  }

  /** A new job of these tasks, otherwise with every default. */
  public static JobSubmission of(TaskSpec... tasks) {
    return builder().tasks(List.of(tasks)).build();
  }

  /** Starts a new job without tasks. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects the parts of a request. Not thread-safe. */
  public static final class Builder {
    private final List<TaskSpec> tasks = new ArrayList<>();
    private Optional<JobId> jobId = Optional.empty();
    private Optional<JobSpec> job = Optional.empty();
    private boolean refuseIfNeverFits;
    private Optional<UUID> requestId = Optional.empty();

    private Builder() {}

    /** Submits a job that was created before; excludes {@link #job} and tasks. */
    public Builder existing(JobId value) {
      jobId = Optional.of(value);
      return this;
    }

    /** What a new job is. */
    public Builder job(JobSpec value) {
      job = Optional.of(value);
      return this;
    }

    /** Adds a task. */
    public Builder task(TaskSpec value) {
      tasks.add(value);
      return this;
    }

    /** Adds tasks. */
    public Builder tasks(List<TaskSpec> values) {
      tasks.addAll(values);
      return this;
    }

    /** Refuse what fits on no known node. Default: it waits. */
    public Builder refuseIfNeverFits(boolean value) {
      refuseIfNeverFits = value;
      return this;
    }

    /** Makes a repetition safe beyond this client. Default: the client makes one. */
    public Builder requestId(UUID value) {
      requestId = Optional.of(value);
      return this;
    }

    /** The request. */
    public JobSubmission build() {
      return new JobSubmission(jobId, job, tasks, refuseIfNeverFits, requestId);
    }
  }
}
