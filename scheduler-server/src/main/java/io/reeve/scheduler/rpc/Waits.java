package io.reeve.scheduler.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.reeve.scheduler.engine.Engine;
import io.reeve.scheduler.engine.Time;
import io.reeve.scheduler.rpc.convert.Lookup;
import io.reeve.scheduler.rpc.error.RpcException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.inject.Inject;
import javax.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * Calls that wait for something to end. A limited number may be open; one that is over, however,
 * leaves nothing.
 */
@Singleton
final class Waits {
  private final Time time;
  private final Answers answers;
  private final int limit;
  private final AtomicInteger open = new AtomicInteger();

  @Inject
  Waits(Time time, Answers answers, RpcSettings settings) {
    this(time, answers, settings.maxWaits());
  }

  Waits(Time time, Answers answers, int limit) {
    this.time = time;
    this.answers = answers;
    this.limit = limit;
  }

  /**
   * Something to wait for.
   *
   * @param look what it is like now
   * @param isOver whether it is over
   * @param begin begins to wait for that
   * @param timeout how long at most
   */
  record Awaited<T>(
      Supplier<CompletionStage<Lookup<T>>> look,
      Predicate<T> isOver,
      Supplier<Engine.Wait> begin,
      Duration timeout) {}

  /** How many are open. */
  int open() {
    return open.get();
  }

  /**
   * Answers a call when something is over or its time is, with what it is like then.
   *
   * @throws RpcException when too many wait
   */
  <T, R> void answer(Awaited<T> awaited, Function<T, R> response, StreamObserver<R> observer) {
    if (open.incrementAndGet() > limit) {
      open.decrementAndGet();
      throw RpcException.tooManyOpen("waiting calls", limit);
    }
    new OpenWait<>(awaited, response, Answers.call(observer)).begin();
  }

  private final class OpenWait<T, R> {
    private final Awaited<T> awaited;
    private final Function<T, R> response;
    private final ServerCallStreamObserver<R> observer;

    // Guarded by this: the engine, the timer and the transport may all end it.
    private boolean over;
    private Engine.@Nullable Wait wait;
    private Time.@Nullable Timer timer;

    OpenWait(Awaited<T> awaited, Function<T, R> response, ServerCallStreamObserver<R> observer) {
      this.awaited = awaited;
      this.response = response;
      this.observer = observer;
    }

    void begin() {
      observer.setOnCancelHandler(this::end);
      awaited
          .look()
          .get()
          .whenComplete(
              (found, failure) -> {
                if (failure != null) {
                  fail(failure);
                } else {
                  awaitUnlessOver(found);
                }
              });
    }

    private void awaitUnlessOver(Lookup<T> found) {
      try {
        if (awaited.isOver().test(found.get()) || awaited.timeout().isZero()) {
          lookAndAnswer();
        } else {
          await();
        }
      } catch (RuntimeException missing) {
        fail(missing);
      }
    }

    private void await() {
      Engine.Wait begun;
      synchronized (this) {
        if (over) {
          return; // hung up already
        }
        begun = awaited.begin().get();
        wait = begun;
        timer = time.schedule(awaited.timeout(), this::lookAndAnswer);
      }
      begun
          .reached()
          .whenComplete(
              (reached, failure) -> {
                if (failure != null) {
                  fail(failure);
                } else {
                  lookAndAnswer();
                }
              });
    }

    private void lookAndAnswer() {
      if (end()) {
        answers.later(awaited.look().get(), found -> response.apply(found.get()), observer);
      }
    }

    private void fail(Throwable failure) {
      if (end()) {
        observer.onError(failure);
      }
    }

    /** Lets go of everything; true for the first who comes. */
    private boolean end() {
      Engine.Wait begun;
      Time.Timer set;
      synchronized (this) {
        if (over) {
          return false;
        }
        over = true;
        begun = wait;
        set = timer;
      }
      open.decrementAndGet();
      if (begun != null) {
        begun.cancel();
      }
      if (set != null) {
        set.cancel();
      }
      return true;
    }
  }
}
