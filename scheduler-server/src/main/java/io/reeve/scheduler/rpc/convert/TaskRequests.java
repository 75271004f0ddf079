package io.reeve.scheduler.rpc.convert;

import io.reeve.proto.v1.CancelTaskRequest;
import io.reeve.proto.v1.CancelTasksRequest;
import io.reeve.proto.v1.ExplainTaskRequest;
import io.reeve.proto.v1.GetTaskRequest;
import io.reeve.proto.v1.TaskRef;
import io.reeve.proto.v1.WaitTaskRequest;
import io.reeve.proto.v1.WatchTasksRequest;
import io.reeve.scheduler.core.cluster.CancelOrder;
import io.reeve.scheduler.core.cluster.Command;
import io.reeve.scheduler.core.cluster.TaskSelection;
import io.reeve.scheduler.core.task.TaskId;
import io.reeve.scheduler.core.task.TaskState;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Requests of TaskService: checked, then as the engine takes them. Refused ones throw RpcException.
 */
public final class TaskRequests {
  private static final Set<TaskState> NOT_FINAL =
      Arrays.stream(TaskState.values())
          .filter(state -> !state.isFinal())
          .collect(Collectors.toCollection(() -> EnumSet.noneOf(TaskState.class)));

  private TaskRequests() {}

  /** A task to look at. */
  public static TaskId get(GetTaskRequest request) {
    return target(request.hasTask(), request.getTask());
  }

  /** A task to explain. */
  public static TaskId explain(ExplainTaskRequest request) {
    return target(request.hasTask(), request.getTask());
  }

  private static TaskId target(boolean given, TaskRef task) {
    var bad = new Violations();
    checkTask(given, task, bad);
    bad.refuse();
    return TaskIds.toCore(task);
  }

  /** A task to cancel, on behalf of {@code caller}. */
  public static Command cancel(CancelTaskRequest request, String caller) {
    var bad = new Violations();
    var graceCounts = request.hasGracePeriod() && !request.getForce();
    checkTask(request.hasTask(), request.getTask(), bad);
    Texts.checkMessage(request.getMessage(), "message", bad);
    if (graceCounts) {
      Graces.check(request.getGracePeriod(), "grace_period", bad);
    }
    RequestIds.check(request.getRequestId(), bad);
    bad.refuse();
    return new Command.CancelTasks(
        RequestIds.key(request, request.getRequestId()),
        new TaskSelection.Refs(List.of(TaskIds.toCore(request.getTask()))),
        new CancelOrder(
            caller,
            request.getMessage(),
            request.getForce(),
            Times.toCore(graceCounts, request.getGracePeriod())),
        false);
  }

  /** The task that such a request is about. */
  public static TaskId target(CancelTaskRequest request) {
    return TaskIds.toCore(request.getTask());
  }

  private static void checkTask(boolean given, TaskRef task, Violations bad) {
    bad.require(given, "task", "the id of a task");
    if (given) {
      TaskIds.check(task, "task", bad);
    }
  }

  /** Tasks to cancel, on behalf of {@code caller}. */
  public static Command.CancelTasks cancelMany(CancelTasksRequest request, String caller) {
    var bad = new Violations();
    var graceCounts = request.hasGracePeriod() && !request.getForce();
    Selectors.check(request.getSelector(), Limits.REFS, "selector", bad);
    Texts.checkMessage(request.getMessage(), "message", bad);
    if (graceCounts) {
      Graces.check(request.getGracePeriod(), "grace_period", bad);
    }
    if (!request.getDryRun()) {
      RequestIds.check(request.getRequestId(), bad);
    }
    bad.require(
        request.getOnError() != CancelTasksRequest.OnError.UNRECOGNIZED,
        "on_error",
        "ON_ERROR_CONTINUE or ON_ERROR_STOP");
    bad.refuse();
    Selectors.requireSupported(request.getSelector(), "selector");
    return new Command.CancelTasks(
        request.getDryRun() ? null : RequestIds.key(request, request.getRequestId()),
        Selectors.toCore(request.getSelector(), NOT_FINAL),
        new CancelOrder(
            caller,
            request.getMessage(),
            request.getForce(),
            Times.toCore(graceCounts, request.getGracePeriod())),
        stopsOnError(request.getOnError()));
  }

  private static boolean stopsOnError(CancelTasksRequest.OnError onError) {
    return switch (onError) {
      case ON_ERROR_STOP -> true;
      case ON_ERROR_UNSPECIFIED, ON_ERROR_CONTINUE, UNRECOGNIZED -> false;
    };
  }

  /** Tasks to wait for. */
  public static TaskWait await(WaitTaskRequest request) {
    var bad = new Violations();
    bad.require(request.getTasksCount() > 0, "tasks", "at least one task");
    TaskIds.check(request.getTasksList(), Limits.REFS_TO_READ, "tasks", bad);
    WaitTimes.check(request.hasTimeout(), request.getTimeout(), bad);
    bad.refuse();
    return new TaskWait(
        TaskIds.toCore(request.getTasksList()),
        WaitTimes.toCore(request.hasTimeout(), request.getTimeout()));
  }

  /** Events to watch. */
  public static WatchRequest watch(WatchTasksRequest request) {
    var bad = new Violations();
    bad.require(
        request.getJobIdsCount() <= Limits.FILTER_JOBS,
        "job_ids",
        "at most " + Limits.FILTER_JOBS + " jobs");
    for (var index = 0; index < Math.min(request.getJobIdsCount(), Limits.FILTER_JOBS); index++) {
      TaskIds.checkJob(request.getJobIds(index), "job_ids[" + index + "]", bad);
    }
    TaskIds.check(request.getTasksList(), Limits.REFS_TO_READ, "tasks", bad);
    bad.require(request.getAfterEvent() >= 0, "after_event", "an event number, or 0");
    bad.refuse();
    return new WatchRequest(
        new EventFilter(
            new HashSet<>(request.getJobIdsList()),
            new HashSet<>(TaskIds.toCore(request.getTasksList())),
            request.getFinalOnly()),
        request.hasAfterEvent() ? request.getAfterEvent() : null);
  }
}
