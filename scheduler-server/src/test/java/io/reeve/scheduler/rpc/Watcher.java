package io.reeve.scheduler.rpc;

import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.reeve.proto.v1.Event;
import io.reeve.proto.v1.TaskServiceGrpc;
import io.reeve.proto.v1.WatchTasksRequest;
import io.reeve.proto.v1.WatchTasksResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A watching client that takes responses only when it asks for them, so that a test decides how
 * slow it is.
 */
final class Watcher implements ClientResponseObserver<WatchTasksRequest, WatchTasksResponse> {
  private final AtomicReference<ClientCallStreamObserver<WatchTasksRequest>> call =
      new AtomicReference<>();
  private final AtomicReference<Throwable> error = new AtomicReference<>();
  private final List<WatchTasksResponse> responses =
      Collections.synchronizedList(new ArrayList<>());

  private Watcher() {}

  static Watcher open(Channel channel, WatchTasksRequest.Builder request) {
    var watcher = new Watcher();
    TaskServiceGrpc.newStub(channel).watchTasks(request.build(), watcher);
    return watcher;
  }

  /** Takes as many responses as come. */
  Watcher eager() {
    return take(1_000_000);
  }

  /** Takes that many more responses. */
  Watcher take(int more) {
    call.get().request(more);
    return this;
  }

  void hangUp() {
    call.get().cancel("the test hangs up", null);
  }

  List<WatchTasksResponse> responses() {
    synchronized (responses) {
      return List.copyOf(responses);
    }
  }

  /** The events so far, without the first response. */
  List<Event> events() {
    return responses().stream()
        .filter(WatchTasksResponse::hasEvent)
        .map(WatchTasksResponse::getEvent)
        .toList();
  }

  List<Long> numbers() {
    return events().stream().map(Event::getNumber).toList();
  }

  /** Only for a watch that has ended. */
  Throwable error() {
    var thrown = error.get();
    if (thrown == null) {
      throw new AssertionError("the watch goes on");
    }
    return thrown;
  }

  boolean isOpen() {
    return error.get() == null;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<WatchTasksRequest> request) {
    request.disableAutoRequestWithInitial(0);
    call.set(request);
  }

  @Override
  public void onNext(WatchTasksResponse response) {
    responses.add(response);
  }

  @Override
  public void onError(Throwable thrown) {
    error.set(thrown);
  }

  @Override
  public void onCompleted() {
    error.set(new AssertionError("a watch never completes"));
  }
}
