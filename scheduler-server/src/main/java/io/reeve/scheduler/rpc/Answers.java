package io.reeve.scheduler.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/** Answers calls that have one response. */
final class Answers {
  private final Executor executor;

  /**
   * Makes answers.
   *
   * @param executor for long ones
   */
  Answers(Executor executor) {
    this.executor = executor;
  }

  /** Answers, on the thread that completes the stage: for answers that are quickly made. */
  <T, R> void quickly(
      CompletionStage<T> stage, Function<? super T, R> response, StreamObserver<R> observer) {
    ignoreHangUp(observer);
    send(stage.thenApply(response), observer);
  }

  /** Answers on another thread: for answers that take a while to make and to write. */
  <T, R> void atLeisure(
      CompletionStage<T> stage, Function<? super T, R> response, StreamObserver<R> observer) {
    ignoreHangUp(observer);
    send(stage.thenApplyAsync(response, executor), observer);
  }

  /**
   * Like {@link #atLeisure}, for what has been done already: when no place is free for the answer,
   * it is made where it comes from rather than refused.
   */
  <T, R> void surely(
      CompletionStage<T> stage, Function<? super T, R> response, StreamObserver<R> observer) {
    ignoreHangUp(observer);
    send(stage.thenApplyAsync(response, this::executeSomewhere), observer);
  }

  private void executeSomewhere(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      task.run();
    }
  }

  /** Like {@link #atLeisure}, for observers whose cancel handler is set already. */
  <T, R> void later(
      CompletionStage<T> stage, Function<? super T, R> response, StreamObserver<R> observer) {
    send(stage.thenApplyAsync(response, executor), observer);
  }

  /**
   * Hanging up does not undo what was asked; without a handler gRPC would throw at the late answer.
   */
  private static void ignoreHangUp(StreamObserver<?> observer) {
    call(observer).setOnCancelHandler(() -> {});
  }

  /** The server side of every observer that gRPC hands to a handler. */
  static <R> ServerCallStreamObserver<R> call(StreamObserver<R> observer) {
    return (ServerCallStreamObserver<R>) observer;
  }

  private static <R> void send(CompletionStage<R> stage, StreamObserver<R> observer) {
    stage.whenComplete(
        (response, failure) -> {
          if (failure != null) {
            observer.onError(failure);
          } else {
            observer.onNext(response);
            observer.onCompleted();
          }
        });
  }
}
