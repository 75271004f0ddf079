package io.reeve.client;

import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.reeve.client.internal.Connection;
import io.reeve.client.internal.UnaryCall;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes calls for the service facades: deadline, request id, conversion, failures. */
final class Invoker {
  private final Connection connection;
  private final Settings settings;
  private final Duration deadline;
  private final Optional<UUID> requestId;

  Invoker(Connection connection, Settings settings, Duration deadline, Optional<UUID> requestId) {
    this.connection = connection;
    this.settings = settings;
    this.deadline = deadline;
    this.requestId = requestId;
  }

  Invoker withDeadline(Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException("a deadline must be positive: " + value);
    }
    return new Invoker(connection, settings, value, requestId);
  }

  Invoker withRequestId(UUID value) {
    return new Invoker(connection, settings, deadline, Optional.of(value));
  }

  Connection connection() {
    return connection;
  }

  Settings settings() {
    return settings;
  }

  Duration deadline() {
    return deadline;
  }

  /** The caller's request id, else a fresh one. */
  UUID mutation() {
    return requestId.orElseGet(UUID::randomUUID);
  }

  <Q, R, T> CompletableFuture<T> read(
      MethodDescriptor<Q, R> method, Q request, Function<R, T> convert) {
    return call(method, request, deadline, Optional.empty(), convert);
  }

  <Q, R, T> CompletableFuture<T> mutate(
      MethodDescriptor<Q, R> method, Q request, UUID id, Function<R, T> convert) {
    return call(method, request, deadline, Optional.of(id), convert);
  }

  <Q, R, T> CompletableFuture<T> call(
      MethodDescriptor<Q, R> method,
      Q request,
      Duration within,
      Optional<UUID> id,
      Function<R, T> convert) {
    CompletableFuture<T> result = new CompletableFuture<>();
    UnaryCall<Q, R> call =
        new UnaryCall<>(
            connection,
            method,
            request,
            within,
            answer -> settings.executor().execute(() -> complete(result, answer, convert)),
            error -> settings.executor().execute(() -> fail(result, error, id)));
    call.start();
    return onCancel(result, call::cancel);
  }

  /** Waits for a result on a thread that may block. */
  <T> T await(CompletableFuture<T> future) {
    if (connection.onIoThread()) {
      throw new IllegalStateException(
          "a blocking call on the client's own thread would never end: use the Async twin in"
              + " callbacks, or give the client an executor");
    }
    try {
      return future.get();
    } catch (InterruptedException interrupted) {
      future.cancel(false);
      Thread.currentThread().interrupt();
      throw new CallCanceledException(Failure.local("interrupted"), interrupted);
    } catch (ExecutionException failed) {
      throw rethrown(failed.getCause());
    }
  }

  static <T> CompletableFuture<T> onCancel(CompletableFuture<T> future, Runnable action) {
    // The derived stage is of no interest: it only tells of the cancellation.
    var unused =
        future.whenComplete(
            (value, error) -> {
              if (future.isCancelled()) {
                action.run();
              }
            });
    return future;
  }

  static RuntimeException rethrown(@Nullable Throwable cause) {
    if (cause instanceof ReeveException known) {
      return Errors.again(known);
    } else if (cause instanceof RuntimeException other) {
      return other;
    }
    return new IllegalStateException(cause);
  }

  private static <R, T> void complete(
      CompletableFuture<T> result, R answer, Function<R, T> convert) {
    try {
      result.complete(convert.apply(answer));
    } catch (RuntimeException nonsense) {
      result.completeExceptionally(Errors.nonsense(nonsense));
    }
  }

  private static void fail(
      CompletableFuture<?> result, StatusRuntimeException error, Optional<UUID> id) {
    result.completeExceptionally(Errors.from(error, id));
  }
}
