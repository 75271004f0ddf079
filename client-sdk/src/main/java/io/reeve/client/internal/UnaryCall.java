package io.reeve.client.internal;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, repeated while the head node is unavailable and time is left.
 *
 * <p>Every request that comes here may be repeated: it is a read, or carries a request id and is
 * sent the same each time. Exactly one of the two consumers is called, once, on the channel's
 * thread or the clock's.
 */
public final class UnaryCall<Q, R> {
  private final Connection connection;
  private final MethodDescriptor<Q, R> method;
  private final Q request;
  private final long deadlineNanos;
  private final Consumer<R> onAnswer;
  private final Consumer<StatusRuntimeException> onFailure;
  private final long begin;

  private @Nullable ClientCall<Q, R> current;
  private @Nullable StatusRuntimeException unavailable;
  private boolean canceled;
  private int repetition;

  /** Prepares the call; {@link #start} sends it. The deadline counts from here. */
  public UnaryCall(
      Connection connection,
      MethodDescriptor<Q, R> method,
      Q request,
      Duration deadline,
      Consumer<R> onAnswer,
      Consumer<StatusRuntimeException> onFailure) {
    this.connection = connection;
    this.method = method;
    this.request = request;
    this.deadlineNanos = deadline.toNanos();
    this.onAnswer = onAnswer;
    this.onFailure = onFailure;
    this.begin = connection.time().nanos();
  }

  /** Sends the request, or sends it again. */
  public void start() {
    ClientCall<Q, R> call;
    synchronized (this) {
      long left = deadlineNanos - elapsed();
      canceled |= connection.isClosed();
      if (canceled || left <= 0) {
        call = null;
      } else {
        call =
            connection
                .channel()
                .newCall(method, CallOptions.DEFAULT.withDeadlineAfter(left, TimeUnit.NANOSECONDS));
        current = call;
      }
    }
    if (call == null) {
      fail(Status.DEADLINE_EXCEEDED.asRuntimeException());
      return;
    }
    call.start(new Answer(), new Metadata());
    call.request(2); // a unary answer; the second finds a server that sends more
    call.sendMessage(request);
    call.halfClose();
  }

  /** Gives the call up; does not undo what the head node accepted. */
  public void cancel() {
    ClientCall<Q, R> call;
    synchronized (this) {
      canceled = true;
      call = current;
    }
    if (call != null) {
      call.cancel("given up by the caller", null);
    }
  }

  private long elapsed() {
    return connection.time().nanos() - begin;
  }

  private void ended(Status status, Metadata trailers, @Nullable R answer) {
    if (status.isOk() && answer != null) {
      onAnswer.accept(answer);
    } else if (status.isOk()) {
      fail(Status.INTERNAL.withDescription("no answer came").asRuntimeException());
    } else if (status.getCode() == Status.Code.UNAVAILABLE && connection.isClosed()) {
      onFailure.accept(Status.CANCELLED.withDescription("closed").asRuntimeException());
    } else if (status.getCode() == Status.Code.UNAVAILABLE) {
      repeatOrFail(status.asRuntimeException(trailers));
    } else {
      fail(status.asRuntimeException(trailers));
    }
  }

  private void repeatOrFail(StatusRuntimeException error) {
    Duration pause;
    synchronized (this) {
      unavailable = error;
      pause = connection.backoff().pause(repetition++);
    }
    long then = elapsed() + pause.toNanos();
    if (then >= deadlineNanos || then > connection.backoff().giveUpAfter().toNanos()) {
      onFailure.accept(error);
      return;
    }
    connection
        .time()
        .after(
            pause,
            () -> {
              connection.hurry();
              start();
            });
  }

  /** When time runs out between tries, that nobody was there says more than that time ran out. */
  private void fail(StatusRuntimeException error) {
    StatusRuntimeException earlier;
    boolean given;
    synchronized (this) {
      earlier = unavailable;
      given = canceled;
    }
    if (given) {
      onFailure.accept(Status.CANCELLED.asRuntimeException());
    } else if (earlier != null && error.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED) {
      onFailure.accept(earlier);
    } else {
      onFailure.accept(error);
    }
  }

  private final class Answer extends ClientCall.Listener<R> {
    private @Nullable R answer;

    @Override
    public void onMessage(R message) {
      answer = message;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      ended(status, trailers, answer);
    }
  }
}
