package io.reeve.client;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.reeve.proto.v1.Event;
import io.reeve.proto.v1.TaskRef;
import io.reeve.proto.v1.TaskServiceGrpc;
import io.reeve.proto.v1.TaskState;
import io.reeve.proto.v1.WaitTaskRequest;
import io.reeve.proto.v1.WaitTaskResponse;
import io.reeve.proto.v1.WatchTasksRequest;
import io.reeve.proto.v1.WatchTasksResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an event log and serves it as a head node does: resumable, and sending only what the
 * watcher asked for. The test cuts streams and scripts the answers to waits.
 */
class FakeTasks extends TaskServiceGrpc.TaskServiceImplBase {
  final Deque<Throwable> errors = new ArrayDeque<>();
  final List<WaitTaskRequest> waits = new ArrayList<>();
  final List<WatchTasksRequest> watches = new ArrayList<>();
  int sent;
  int waitsUntilDone;

  private final List<Event> log = new ArrayList<>();
  private @Nullable ServerCallStreamObserver<WatchTasksResponse> watcher;
  private int next;

  @Override
  public void waitTask(WaitTaskRequest request, StreamObserver<WaitTaskResponse> out) {
    waits.add(request);
    if (!errors.isEmpty()) {
      out.onError(errors.remove());
      return;
    }
    boolean done = waitsUntilDone-- <= 0;
    WaitTaskResponse.Builder response = WaitTaskResponse.newBuilder().setDone(done);
    for (TaskRef task : request.getTasksList()) {
      response
          .addTasksBuilder()
          .setRef(task)
          .setState(done ? TaskState.TASK_STATE_FINISHED : TaskState.TASK_STATE_RUNNING);
    }
    out.onNext(response.build());
    out.onCompleted();
  }

  @Override
  public void watchTasks(WatchTasksRequest request, StreamObserver<WatchTasksResponse> out) {
    watches.add(request);
    if (!errors.isEmpty()) {
      out.onError(errors.remove());
      return;
    }
    ServerCallStreamObserver<WatchTasksResponse> call =
        (ServerCallStreamObserver<WatchTasksResponse>) out;
    call.setOnCancelHandler(() -> watcher = null);
    call.setOnReadyHandler(this::pump);
    watcher = call;
    next = request.hasAfterEvent() ? (int) request.getAfterEvent() : log.size();
    out.onNext(WatchTasksResponse.newBuilder().setNewestEvent(next).build());
    pump();
  }

  /** Makes an event about a task. */
  void event(TaskState state) {
    Event.Builder event = Event.newBuilder().setNumber(log.size() + 1);
    event.getTaskBuilder().setState(state).setTask(TaskRef.newBuilder().setJobId(1).setTaskId(1));
    log.add(event.build());
    pump();
  }

  long newest() {
    return log.size();
  }

  void events(int count) {
    for (int i = 0; i < count; i++) {
      event(TaskState.TASK_STATE_RUNNING);
    }
  }

  /** Ends the stream as a dying head node does, or with another error. */
  void cut(Throwable error) {
    ServerCallStreamObserver<WatchTasksResponse> call = watcher;
    watcher = null;
    if (call != null) {
      call.onError(error);
    }
  }

  void cut() {
    cut(Status.UNAVAILABLE.asRuntimeException());
  }

  /** Sends an event again that was sent before. */
  void repeatLast() {
    ServerCallStreamObserver<WatchTasksResponse> call = watcher;
    if (call != null) {
      call.onNext(WatchTasksResponse.newBuilder().setEvent(log.get(log.size() - 1)).build());
    }
  }

  private void pump() {
    ServerCallStreamObserver<WatchTasksResponse> call = watcher;
    while (call != null && call.isReady() && next < log.size()) {
      Event event = log.get(next++);
      sent++;
      call.onNext(WatchTasksResponse.newBuilder().setEvent(event).build());
    }
  }
}
