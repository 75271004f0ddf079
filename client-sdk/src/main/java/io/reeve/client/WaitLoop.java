package io.reeve.client;

import io.reeve.client.internal.Connection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/**
 * Repeats a wait call of bounded length until it says done or the whole timeout is over. A head
 * node that restarts, or hangs, in between only costs another round.
 *
 * @param <T> what is waited for
 */
final class WaitLoop<T> {
  /** Short enough to notice a hung head node, long enough to cost nothing. */
  private static final Duration ROUND = Duration.ofSeconds(30);

  /** What a round's call may take beyond the time the head node waits. */
  private static final Duration SLACK = Duration.ofSeconds(5);

  private final Connection connection;
  private final BiFunction<Duration, Duration, CompletableFuture<Optional<T>>> round;
  private final long begin;
  private final Duration timeout;
  private final Duration asked;
  private final CompletableFuture<T> result = new CompletableFuture<>();
  private volatile CompletableFuture<?> current = CompletableFuture.completedFuture(null);
  private int failures;

  /**
   * Prepares the loop.
   *
   * @param timeout how long to go on
   * @param asked what the caller asked for, of which {@code timeout} may be the rest
   * @param round makes one call: how long the head node waits, how long the call may take; the
   *     answer is empty when it is not done
   */
  WaitLoop(
      Connection connection,
      Duration timeout,
      Duration asked,
      BiFunction<Duration, Duration, CompletableFuture<Optional<T>>> round) {
    this.connection = connection;
    this.round = round;
    this.timeout = timeout;
    this.asked = asked;
    this.begin = connection.time().nanos();
  }

  CompletableFuture<T> run() {
    next();
    return Invoker.onCancel(result, () -> current.cancel(false));
  }

  private void next() {
    if (result.isDone()) {
      return;
    }
    Duration left = left();
    Duration wait = left.compareTo(ROUND) < 0 ? left : ROUND;
    CompletableFuture<Optional<T>> answer = round.apply(wait, wait.plus(SLACK));
    current = answer;
    var unused =
        answer.whenComplete(
            (value, error) -> {
              if (error == null) {
                answered(value);
              } else {
                failed(error);
              }
            });
  }

  private void answered(Optional<T> value) {
    failures = 0;
    if (value.isPresent()) {
      result.complete(value.get());
    } else if (left().isZero()) {
      result.completeExceptionally(
          new TimedOutException(Failure.local("not over within " + asked), null));
    } else {
      next();
    }
  }

  private void failed(Throwable error) {
    boolean passing = error instanceof UnreachableException || error instanceof TimedOutException;
    if (!passing || left().isZero()) {
      result.completeExceptionally(error);
      return;
    }
    Duration pause = connection.backoff().pause(failures++);
    connection.time().after(pause.compareTo(left()) < 0 ? pause : left(), this::next);
  }

  private Duration left() {
    Duration passed = Duration.ofNanos(connection.time().nanos() - begin);
    Duration left = timeout.minus(passed);
    return left.isNegative() ? Duration.ZERO : left;
  }
}
