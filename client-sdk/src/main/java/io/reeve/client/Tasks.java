package io.reeve.client;

import io.reeve.client.internal.CancelConverter;
import io.reeve.client.internal.ExplanationConverter;
import io.reeve.client.internal.TaskConverter;
import io.reeve.client.internal.Waits;
import io.reeve.client.model.BulkCancel;
import io.reeve.client.model.CancelOutcome;
import io.reeve.client.model.CancelReport;
import io.reeve.client.model.Page;
import io.reeve.client.model.Task;
import io.reeve.client.model.TaskCancel;
import io.reeve.client.model.TaskExplanation;
import io.reeve.client.model.TaskId;
import io.reeve.client.model.TaskPage;
import io.reeve.client.model.TaskQuery;
import io.reeve.client.model.WatchQuery;
import io.reeve.proto.v1.ExplainTaskRequest;
import io.reeve.proto.v1.GetTaskRequest;
import io.reeve.proto.v1.ListTasksRequest;
import io.reeve.proto.v1.TaskServiceGrpc;
import io.reeve.proto.v1.WaitTaskResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Tasks: look at, cancel, wait, watch. Thread-safe. For request ids and the exceptions of every
 * call see {@link Jobs}.
 */
public final class Tasks {
  private static final int MOST_IN_ONE_WAIT = 1000;

  private final Invoker invoker;

  Tasks(Invoker invoker) {
    this.invoker = invoker;
  }

  /** The same calls with another deadline; it bounds all repetitions of a call together. */
  public Tasks withDeadline(Duration deadline) {
    return new Tasks(invoker.withDeadline(deadline));
  }

  /** The same calls with this request id; see {@link Jobs#withRequestId}. */
  public Tasks withRequestId(UUID requestId) {
    return new Tasks(invoker.withRequestId(requestId));
  }

  /**
   * Gets a task with all its attempts and their evidence.
   *
   * @throws NotFoundException if there is no such job or task
   */
  public Task get(TaskId task) {
    return invoker.await(getAsync(task));
  }

  /** As {@link #get}. */
  public CompletableFuture<Task> getAsync(TaskId task) {
    return invoker.read(
        TaskServiceGrpc.getGetTaskMethod(),
        GetTaskRequest.newBuilder().setTask(TaskConverter.proto(task)).build(),
        r -> TaskConverter.model(r.getTask()));
  }

  /**
   * Says why a task is not running, or why it is not over yet, and when it could be.
   *
   * @throws NotFoundException if there is no such job or task
   */
  public TaskExplanation explain(TaskId task) {
    return invoker.await(explainAsync(task));
  }

  /** As {@link #explain}. */
  public CompletableFuture<TaskExplanation> explainAsync(TaskId task) {
    return invoker.read(
        TaskServiceGrpc.getExplainTaskMethod(),
        ExplainTaskRequest.newBuilder().setTask(TaskConverter.proto(task)).build(),
        ExplanationConverter::model);
  }

  /**
   * Lists one page of tasks.
   *
   * @throws NotFoundException if a job named by the selector does not exist
   */
  public TaskPage list(TaskQuery query) {
    return invoker.await(listAsync(query));
  }

  /** As {@link #list}. */
  public CompletableFuture<TaskPage> listAsync(TaskQuery query) {
    return invoker.read(
        TaskServiceGrpc.getListTasksMethod(),
        ListTasksRequest.newBuilder()
            .setSelector(TaskConverter.proto(query.selector()))
            .setPageSize(query.pageSize())
            .setPageToken(query.pageToken())
            .build(),
        r ->
            new TaskPage(
                r.getTasksList().stream().map(TaskConverter::model).toList(),
                r.getNextPageToken(),
                r.getEventNumber()));
  }

  /** Lists all pages; a page is fetched when the stream gets there. */
  public Stream<Task> listAll(TaskQuery query) {
    return Pages.all(
        token -> {
          TaskPage page = list(token.isEmpty() ? query : query.page(token));
          return new Page<>(page.tasks(), page.nextPageToken());
        });
  }

  /**
   * Cancels a task politely.
   *
   * @throws NotFoundException if there is no such job or task
   * @throws RefusedException if it has ended already
   */
  public CancelOutcome cancel(TaskId task) {
    return invoker.await(cancelAsync(task));
  }

  /** As {@link #cancel(TaskId)}. */
  public CompletableFuture<CancelOutcome> cancelAsync(TaskId task) {
    return cancelAsync(TaskCancel.of(task).build());
  }

  /**
   * Cancels a task.
   *
   * @throws NotFoundException if there is no such job or task
   * @throws RefusedException if it has ended already
   */
  public CancelOutcome cancel(TaskCancel cancel) {
    return invoker.await(cancelAsync(cancel));
  }

  /** As {@link #cancel(TaskCancel)}. */
  public CompletableFuture<CancelOutcome> cancelAsync(TaskCancel cancel) {
    UUID id = invoker.mutation();
    return invoker.mutate(
        TaskServiceGrpc.getCancelTaskMethod(),
        CancelConverter.proto(cancel).setRequestId(id.toString()).build(),
        id,
        CancelConverter::model);
  }

  /**
   * Cancels many tasks in one durable step. A task that cannot be canceled is no exception: look at
   * its verdict.
   */
  public CancelReport cancelAll(BulkCancel cancel) {
    return invoker.await(cancelAllAsync(cancel));
  }

  /** As {@link #cancelAll}. */
  public CompletableFuture<CancelReport> cancelAllAsync(BulkCancel cancel) {
    UUID id = invoker.mutation();
    return invoker.mutate(
        TaskServiceGrpc.getCancelTasksMethod(),
        CancelConverter.proto(cancel).setRequestId(id.toString()).build(),
        id,
        CancelConverter::model);
  }

  /**
   * Waits until a task has ended, across restarts of the head node.
   *
   * @param timeout how long at most; zero looks once
   * @return the task in its final state
   * @throws NotFoundException if there is no such job or task
   * @throws TimedOutException if it has not ended in time
   * @throws UnreachableException if time ran out while no head node answered
   */
  public Task waitFor(TaskId task, Duration timeout) {
    return invoker.await(waitForAsync(task, timeout));
  }

  /** As {@link #waitFor(TaskId, Duration)}. */
  public CompletableFuture<Task> waitForAsync(TaskId task, Duration timeout) {
    return waitForAsync(List.of(task), timeout).thenApply(tasks -> tasks.get(0));
  }

  /**
   * Waits until all these tasks have ended, across restarts of the head node.
   *
   * @param tasks any number, none included
   * @param timeout how long at most; zero looks once
   * @return the tasks in their final states, in the same order
   * @throws NotFoundException if there is no such job or task
   * @throws TimedOutException if they have not all ended in time
   * @throws UnreachableException if time ran out while no head node answered
   */
  public List<Task> waitFor(Collection<TaskId> tasks, Duration timeout) {
    return invoker.await(waitForAsync(tasks, timeout));
  }

  /** As {@link #waitFor(Collection, Duration)}. */
  public CompletableFuture<List<Task>> waitForAsync(Collection<TaskId> tasks, Duration timeout) {
    List<TaskId> left = List.copyOf(tasks);
    long end = invoker.connection().time().nanos() + timeout.toNanos();
    return waitInSlices(left, timeout, end, new ArrayList<>());
  }

  /**
   * Follows state changes from a point on, each exactly once, across lost connections and restarts
   * of the head node. Returns when the stream stands, so nothing after this call is missed.
   *
   * @throws NotFoundException if a job named by the query does not exist
   * @throws EventsGoneException if the query resumes after a number that is not held any more
   */
  public Watch watch(WatchQuery query) {
    return invoker.await(watchAsync(query));
  }

  /** As {@link #watch}. */
  public CompletableFuture<Watch> watchAsync(WatchQuery query) {
    return new Watch(invoker.connection(), invoker.settings(), query).start(invoker.deadline());
  }

  private CompletableFuture<List<Task>> waitInSlices(
      List<TaskId> left, Duration asked, long end, List<Task> ended) {
    if (left.isEmpty()) {
      return CompletableFuture.completedFuture(List.copyOf(ended));
    }
    int size = Math.min(left.size(), MOST_IN_ONE_WAIT);
    long nanos = Math.max(0, end - invoker.connection().time().nanos());
    return waitForSlice(left.subList(0, size), Duration.ofNanos(nanos), asked)
        .thenCompose(
            tasks -> {
              ended.addAll(tasks);
              return waitInSlices(left.subList(size, left.size()), asked, end, ended);
            });
  }

  private CompletableFuture<List<Task>> waitForSlice(
      List<TaskId> tasks, Duration timeout, Duration asked) {
    return new WaitLoop<List<Task>>(
            invoker.connection(),
            timeout,
            asked,
            (wait, within) ->
                invoker.call(
                    TaskServiceGrpc.getWaitTaskMethod(),
                    Waits.request(tasks, wait),
                    within,
                    Optional.empty(),
                    Tasks::whenDone))
        .run();
  }

  private static Optional<List<Task>> whenDone(WaitTaskResponse response) {
    return response.getDone()
        ? Optional.of(response.getTasksList().stream().map(TaskConverter::model).toList())
        : Optional.empty();
  }
}
