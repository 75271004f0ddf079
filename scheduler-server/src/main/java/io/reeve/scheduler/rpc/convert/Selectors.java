package io.reeve.scheduler.rpc.convert;

import io.reeve.proto.v1.TaskFilter;
import io.reeve.proto.v1.TaskSelector;
import io.reeve.scheduler.core.cluster.TaskSelection;
import io.reeve.scheduler.core.task.TaskState;
import io.reeve.scheduler.rpc.error.RpcException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Selectors. */
final class Selectors {
  private static final TaskSelection NOTHING = new TaskSelection.Refs(List.of());

  private Selectors() {}

  /** Checks the form; see {@link #requireSupported} for the rest. */
  static void check(TaskSelector selector, int mostRefs, String path, Violations bad) {
    TaskIds.check(selector.getRefsList(), mostRefs, path + ".refs", bad);
    bad.require(
        selector.getRefsCount() == 0 || !selector.hasFilter(),
        path,
        "either refs or filter, not both");
    var filter = selector.getFilter();
    var jobs = path + ".filter.job_ids";
    bad.require(
        filter.getJobIdsCount() <= Limits.FILTER_JOBS,
        jobs,
        "at most " + Limits.FILTER_JOBS + " jobs");
    for (var index = 0; index < Math.min(filter.getJobIdsCount(), Limits.FILTER_JOBS); index++) {
      TaskIds.checkJob(filter.getJobIds(index), jobs + "[" + index + "]", bad);
    }
    for (var index = 0; index < filter.getStatesCount(); index++) {
      bad.require(
          filter.getStates(index) != io.reeve.proto.v1.TaskState.UNRECOGNIZED,
          path + ".filter.states[" + index + "]",
          "a state of a task");
    }
  }

  /** Refuses what is well-formed but selects nothing at all, or in a way that is not there yet. */
  static void requireSupported(TaskSelector selector, String path) {
    if (selector.getRangesCount() > 0) {
      throw RpcException.notSupported(path + ".ranges");
    }
    if (selector.getRefsCount() == 0
        && selector.getFilter().equals(TaskFilter.getDefaultInstance())) {
      throw RpcException.emptySelector();
    }
  }

  /**
   * The selection.
   *
   * @param statesUnlessNamed what a filter that names no states lets through
   */
  static TaskSelection toCore(TaskSelector selector, Set<TaskState> statesUnlessNamed) {
    return selector.hasFilter()
        ? toCore(selector.getFilter(), statesUnlessNamed)
        : new TaskSelection.Refs(TaskIds.toCore(selector.getRefsList()));
  }

  private static TaskSelection toCore(TaskFilter filter, Set<TaskState> statesUnlessNamed) {
    var states = EnumSet.noneOf(TaskState.class);
    filter.getStatesList().forEach(state -> States.toCore(state).ifPresent(states::add));
    if (filter.getStatesCount() == 0) {
      states.addAll(statesUnlessNamed);
    } else if (states.isEmpty()) {
      return NOTHING; // only states that no task is ever in; no states at all would mean any
    }
    return new TaskSelection.Filter(
        new TreeSet<>(filter.getJobIdsList()),
        states,
        filter.getOwner(),
        filter.getNode(),
        filter.getName());
  }
}
