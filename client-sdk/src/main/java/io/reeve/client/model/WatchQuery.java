package io.reeve.client.model;

import java.util.List;
import java.util.OptionalLong;

/**
 * What to watch. Everything given must hold.
 *
 * @param jobs of these jobs; empty: all jobs
 * @param tasks of these tasks, job events are left out then; empty: all tasks
 * @param afterEvent resume after this event number; empty: from now on; 0: from the first event
 * @param finalOnly only events that enter a final state
 */
public record WatchQuery(
    List<JobId> jobs, List<TaskId> tasks, OptionalLong afterEvent, boolean finalOnly) {
  /** Copies the lists. */
  public WatchQuery {
    jobs = List.copyOf(jobs);
    tasks = List.copyOf(tasks);
  }

  /** Every event from now on. */
  public static WatchQuery everything() {
    return new WatchQuery(List.of(), List.of(), OptionalLong.empty(), false);
  }

  /** Events of a job and its tasks, from now on. */
  public static WatchQuery ofJob(JobId job) {
    return new WatchQuery(List.of(job), List.of(), OptionalLong.empty(), false);
  }

  /** Events of these tasks, from now on. */
  public static WatchQuery ofTasks(List<TaskId> tasks) {
    return new WatchQuery(List.of(), tasks, OptionalLong.empty(), false);
  }

  /** The same, resumed after an event number. */
  public WatchQuery after(long eventNumber) {
    return new WatchQuery(jobs, tasks, OptionalLong.of(eventNumber), finalOnly);
  }

  /** The same, only events that enter a final state. */
  public WatchQuery onlyFinal() {
    return new WatchQuery(jobs, tasks, afterEvent, true);
  }
}
