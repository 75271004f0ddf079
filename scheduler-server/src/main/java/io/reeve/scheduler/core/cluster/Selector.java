package io.reeve.scheduler.core.cluster;

import io.reeve.scheduler.core.task.Attempt;
import io.reeve.scheduler.core.task.Task;
import io.reeve.scheduler.core.task.TaskId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds the tasks of a selection. */
final class Selector {
  private final State state;

  Selector(State state) {
    this.state = state;
  }

  /** All ids of a selection: refs as given, known or not; filter hits by job id, then task id. */
  List<TaskId> ids(TaskSelection selection) {
    if (selection instanceof TaskSelection.Refs refs) {
      return refs.ids();
    }
    return tasks(selection, TaskId.of(0, 0), 0, Integer.MAX_VALUE).stream().map(Task::id).toList();
  }

  /** See {@link ClusterView#tasks}. */
  List<Task> tasks(TaskSelection selection, TaskId from, int skip, int limit) {
    if (selection instanceof TaskSelection.Refs refs) {
      return refs.ids().stream()
          .skip(skip)
          .flatMap(id -> state.task(id).stream())
          .limit(limit)
          .toList();
    }
    return filtered((TaskSelection.Filter) selection, from, limit);
  }

  /** See {@link ClusterView#scan}. */
  TaskScan scan(TaskSelection.Filter filter, TaskId from, int limit, int steps) {
    var found = new ArrayList<Task>();
    var matches = matcher(filter);
    var left = steps;
    for (var job = nextJob(filter, from.job()); job >= 0; job = nextJob(filter, job + 1)) {
      var entry = state.jobs().get(job).orElseThrow();
      var first = job == from.job() ? Math.max(from.task(), 1) : 1;
      var last = ownerMatches(filter, entry) ? entry.taskCount() : 0;
      if (left-- <= 0) {
        return new TaskScan(found, Optional.of(TaskId.of(job, first)));
      }
      for (var id = first; id <= last; id++) {
        if (found.size() == limit || left-- <= 0) {
          return new TaskScan(found, Optional.of(TaskId.of(job, id)));
        }
        entry.task(id).filter(matches).ifPresent(found::add);
      }
    }
    return new TaskScan(found, Optional.empty());
  }

  private static boolean ownerMatches(TaskSelection.Filter filter, JobEntry entry) {
    return filter.owner().isEmpty() || filter.owner().equals(entry.job().owner());
  }

  private List<Task> filtered(TaskSelection.Filter filter, TaskId from, int limit) {
    var found = new ArrayList<Task>();
    var matches = matcher(filter);
    var job = nextJob(filter, from.job());
    while (job >= 0 && found.size() < limit) {
      var entry = state.jobs().get(job).orElseThrow();
      if (ownerMatches(filter, entry)) {
        var first = job == from.job() ? Math.max(from.task(), 1) : 1;
        for (var id = first; id <= entry.taskCount() && found.size() < limit; id++) {
          entry.task(id).filter(matches).ifPresent(found::add);
        }
      }
      job = nextJob(filter, job + 1);
    }
    return found;
  }

  /**
   * The first existing job with at least this id that the filter lets through; -1 when there is
   * none.
   */
  private long nextJob(TaskSelection.Filter filter, long atLeast) {
    if (filter.jobs().isEmpty()) {
      return state.jobs().ceiling(atLeast).map(entry -> entry.job().id()).orElse(-1L);
    }
    return filter.jobs().tailSet(atLeast).stream()
        .filter(id -> state.jobs().get(id).isPresent())
        .findFirst()
        .orElse(-1L);
  }

  private static Predicate<Task> matcher(TaskSelection.Filter filter) {
    return task ->
        (filter.states().isEmpty() || filter.states().contains(task.state()))
            && (filter.name().isEmpty() || filter.name().equals(task.spec().name()))
            && (filter.node().isEmpty()
                || task.lastAttempt().map(Attempt::node).filter(filter.node()::equals).isPresent());
  }
}
