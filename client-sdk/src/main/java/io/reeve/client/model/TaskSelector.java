package io.reeve.client.model;

import java.util.List;
import java.util.Optional;

/**
 * Which tasks a request is about. Exactly one of {@code tasks} and {@code filter} is given; an
 * empty selector is refused by the scheduler and never means "all".
 *
 * @param tasks by id, in the order of the answer; duplicates are allowed
 * @param filter by property
 * @param ranges slices of sweeps; not supported by schedulers of this version
 */
public record TaskSelector(
    List<TaskId> tasks, Optional<TaskFilter> filter, List<SubtaskRange> ranges) {
  /** Copies the lists. */
  public TaskSelector {
    tasks = List.copyOf(tasks);
    ranges = List.copyOf(ranges);
  }

  /** These tasks. */
  public static TaskSelector ofTasks(List<TaskId> tasks) {
    return new TaskSelector(tasks, Optional.empty(), List.of());
  }

  /** All tasks of a job. */
  public static TaskSelector ofJob(JobId job) {
    return matching(TaskFilter.builder().jobs(List.of(job)).build());
  }

  /** All tasks for which the filter holds. */
  public static TaskSelector matching(TaskFilter filter) {
    return new TaskSelector(List.of(), Optional.of(filter), List.of());
  }
}
