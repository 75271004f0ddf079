package io.reeve.client.internal;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.reeve.proto.v1.TaskServiceGrpc;
import io.reeve.proto.v1.WatchTasksRequest;
import io.reeve.proto.v1.WatchTasksResponse;

/**
 * One WatchTasks call, with the flow control in the caller's hands: no response arrives that was
 * not asked for by {@link #request}.
 */
public final class EventStream {
  private final ClientCall<WatchTasksRequest, WatchTasksResponse> call;

  private EventStream(ClientCall<WatchTasksRequest, WatchTasksResponse> call) {
    this.call = call;
  }

  /** What comes out of a stream, in order, on the channel's thread. */
  public interface Receiver {
    /** A response. */
    void response(EventStream stream, WatchTasksResponse response);

    /** The end; nothing follows. {@code OK} when the server closed the stream. */
    void ended(EventStream stream, StatusRuntimeException status);
  }

  /** Opens a stream that delivers nothing before the first {@link #request}. */
  public static EventStream open(
      Connection connection, WatchTasksRequest request, Receiver receiver) {
    // No deadline: a watch lasts as long as its caller wants; keepalive finds dead connections.
    EventStream stream =
        new EventStream(
            connection
                .channel()
                .newCall(TaskServiceGrpc.getWatchTasksMethod(), CallOptions.DEFAULT));
    connection.hurry();
    stream.call.start(stream.listener(receiver), new Metadata());
    stream.call.sendMessage(request);
    stream.call.halfClose();
    return stream;
  }

  /** Asks for that many more responses. Thread-safe. */
  public void request(int responses) {
    call.request(responses);
  }

  /** Hangs up. Thread-safe; safe to repeat. */
  public void cancel() {
    call.cancel("the watch was closed", null);
  }

  private ClientCall.Listener<WatchTasksResponse> listener(Receiver receiver) {
    return new ClientCall.Listener<>() {
      @Override
      public void onMessage(WatchTasksResponse response) {
        receiver.response(EventStream.this, response);
      }

      @Override
      public void onClose(Status status, Metadata trailers) {
        receiver.ended(EventStream.this, status.asRuntimeException(trailers));
      }
    };
  }
}
