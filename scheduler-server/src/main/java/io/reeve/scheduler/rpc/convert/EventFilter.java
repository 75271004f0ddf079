package io.reeve.scheduler.rpc.convert;

import io.reeve.scheduler.core.cluster.Event;
import io.reeve.scheduler.core.task.TaskId;
import java.util.Set;

/**
 * Which events a watcher wants; an empty set holds for all.
 *
 * @param jobs of these jobs
 * @param tasks of these tasks, and then of no jobs as such
 * @param finalOnly only those that enter a final state
 */
public record EventFilter(Set<Long> jobs, Set<TaskId> tasks, boolean finalOnly) {
  public EventFilter {
    jobs = Set.copyOf(jobs);
    tasks = Set.copyOf(tasks);
  }

  boolean matches(Event.Change change) {
    if (change instanceof Event.TaskChanged task) {
      return (jobs.isEmpty() || jobs.contains(task.task().job()))
          && (tasks.isEmpty() || tasks.contains(task.task()))
          && (!finalOnly || task.to().isFinal());
    } else if (change instanceof Event.ResidueChanged residue) {
      return !finalOnly
          && (jobs.isEmpty() || jobs.contains(residue.task().job()))
          && (tasks.isEmpty() || tasks.contains(residue.task()));
    } else if (change instanceof Event.JobChanged job) {
      return tasks.isEmpty()
          && (jobs.isEmpty() || jobs.contains(job.job()))
          && (!finalOnly || job.to().isFinal());
    }
    return false; // changes of nodes are not told here
  }
}
