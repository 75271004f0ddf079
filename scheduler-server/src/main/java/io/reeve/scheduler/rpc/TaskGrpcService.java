package io.reeve.scheduler.rpc;

import io.grpc.stub.StreamObserver;
import io.reeve.proto.v1.CancelTaskRequest;
import io.reeve.proto.v1.CancelTaskResponse;
import io.reeve.proto.v1.CancelTasksRequest;
import io.reeve.proto.v1.CancelTasksResponse;
import io.reeve.proto.v1.ExplainTaskRequest;
import io.reeve.proto.v1.ExplainTaskResponse;
import io.reeve.proto.v1.GetTaskRequest;
import io.reeve.proto.v1.GetTaskResponse;
import io.reeve.proto.v1.ListTasksRequest;
import io.reeve.proto.v1.ListTasksResponse;
import io.reeve.proto.v1.TaskServiceGrpc;
import io.reeve.proto.v1.WaitTaskRequest;
import io.reeve.proto.v1.WaitTaskResponse;
import io.reeve.proto.v1.WatchTasksRequest;
import io.reeve.proto.v1.WatchTasksResponse;
import io.reeve.scheduler.engine.Engine;
import io.reeve.scheduler.engine.NodeContacts;
import io.reeve.scheduler.engine.Time;
import io.reeve.scheduler.rpc.convert.Applied;
import io.reeve.scheduler.rpc.convert.TaskExplanation;
import io.reeve.scheduler.rpc.convert.TaskListing;
import io.reeve.scheduler.rpc.convert.TaskRequests;
import io.reeve.scheduler.rpc.convert.TaskResponses;
import io.reeve.scheduler.rpc.convert.TaskSnapshot;
import javax.inject.Inject;

/** Tasks. What each call does and how it is refused stands in {@code task_service.proto}. */
final class TaskGrpcService extends TaskServiceGrpc.TaskServiceImplBase {
  private final Engine engine;
  private final NodeContacts contacts;
  private final Time time;
  private final Waits waits;
  private final TaskWatches watches;
  private final Answers answers;
  private final PageReader pages;

  @Inject
  TaskGrpcService(
      Engine engine,
      NodeContacts contacts,
      Time time,
      Waits waits,
      TaskWatches watches,
      Answers answers,
      PageReader pages) {
    this.engine = engine;
    this.contacts = contacts;
    this.time = time;
    this.waits = waits;
    this.watches = watches;
    this.answers = answers;
    this.pages = pages;
  }

  @Override
  public void getTask(GetTaskRequest request, StreamObserver<GetTaskResponse> observer) {
    var task = TaskRequests.get(request);
    answers.quickly(
        engine.read(view -> TaskSnapshot.find(view, contacts, task)), TaskResponses::got, observer);
  }

  @Override
  public void explainTask(
      ExplainTaskRequest request, StreamObserver<ExplainTaskResponse> observer) {
    var task = TaskRequests.explain(request);
    answers.quickly(
        engine.read(view -> TaskExplanation.find(view, contacts, task, time.now())),
        TaskExplanation::response,
        observer);
  }

  @Override
  public void listTasks(ListTasksRequest request, StreamObserver<ListTasksResponse> observer) {
    var listing = TaskListing.of(request, contacts);
    var response = ListTasksResponse.newBuilder();
    var found =
        engine
            .read(listing::begin)
            .thenCompose(
                newest -> {
                  response.setEventNumber(
                      newest.get()); // before the first look: no event is missed
                  return pages.read(listing, Answers.call(observer)::isCancelled);
                });
    answers.atLeisure(
        found,
        items -> {
          var page = PageReader.page(listing, items, TaskSnapshot::toProto);
          return response.addAllTasks(page.items()).setNextPageToken(page.nextToken()).build();
        },
        observer);
  }

  @Override
  public void cancelTask(CancelTaskRequest request, StreamObserver<CancelTaskResponse> observer) {
    var command = TaskRequests.cancel(request, Caller.current().name());
    var task = TaskRequests.target(request);
    answers.quickly(
        engine.submit(command, Applied.and(view -> TaskSnapshot.find(view, contacts, task))),
        TaskResponses::canceled,
        observer);
  }

  @Override
  public void cancelTasks(
      CancelTasksRequest request, StreamObserver<CancelTasksResponse> observer) {
    var command = TaskRequests.cancelMany(request, Caller.current().name());
    if (request.getDryRun()) {
      answers.atLeisure(
          engine.read(view -> view.previewCancel(command.selection(), command.stopOnError())),
          TaskResponses::previewed,
          observer);
    } else {
      answers.surely(
          engine.submit(command, Applied.replyOnly()), TaskResponses::canceledMany, observer);
    }
  }

  @Override
  public void waitTask(WaitTaskRequest request, StreamObserver<WaitTaskResponse> observer) {
    var wait = TaskRequests.await(request);
    var awaited =
        new Waits.Awaited<>(
            () -> engine.read(view -> TaskSnapshot.findAll(view, contacts, wait.tasks())),
            tasks -> tasks.stream().allMatch(TaskSnapshot::isFinal),
            () -> engine.awaitTasks(wait.tasks()),
            wait.timeout());
    waits.answer(awaited, TaskResponses::waited, observer);
  }

  @Override
  public void watchTasks(WatchTasksRequest request, StreamObserver<WatchTasksResponse> observer) {
    watches.open(TaskRequests.watch(request), observer);
  }
}
