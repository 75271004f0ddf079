package io.reeve.agent.testing;

import io.reeve.agent.core.Time;
import io.reeve.agent.runner.RunnerLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

/** A runner thread without a thread: the test moves the time, and is the thread. */
public final class ManualLoop implements RunnerLoop, Time {
  private static final long START = Duration.ofHours(1).toNanos();

  private final Deque<Runnable> queue = new ArrayDeque<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::at).thenComparingLong(Timer::order));
  private final List<Runnable> afterBatch = new ArrayList<>();
  private long nanos = START;
  private Duration wallStep = Duration.ZERO;
  private long order;

  @Override
  public void execute(Runnable task) {
    queue.add(task);
  }

  @Override
  public void hand(Runnable task) {
    queue.add(task);
  }

  @Override
  public void at(long at, Runnable task) {
    timers.add(new Timer(at, order++, task));
  }

  @Override
  public void afterBatch(Runnable task) {
    afterBatch.add(task);
  }

  @Override
  public Time time() {
    return this;
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public Instant wall() {
    return Instant.EPOCH.plusNanos(nanos).plus(wallStep);
  }

  /** Somebody sets the wall clock. */
  public void stepWall(Duration step) {
    wallStep = wallStep.plus(step);
  }

  /** As a process that is stopped for a while: the time goes on, and nothing is done. */
  public void standStill(Duration span) {
    nanos += span.toNanos();
  }

  /** As after kill -9: nothing that was to be done is done. The time goes on. */
  public void crash() {
    queue.clear();
    timers.clear();
    afterBatch.clear();
  }

  /** Runs what is queued, and what that queues. */
  public void run() {
    while (!queue.isEmpty()) {
      while (!queue.isEmpty()) {
        queue.remove().run();
      }
      afterBatch.forEach(Runnable::run);
    }
  }

  /** Moves the time, firing each timer at its own time. */
  public void advance(Duration span) {
    long end = nanos + span.toNanos();
    run();
    for (Timer next = timers.peek(); next != null && next.at() <= end; next = timers.peek()) {
      timers.poll();
      nanos = Math.max(nanos, next.at());
      next.task().run();
      afterBatch.forEach(Runnable::run);
      run();
    }
    nanos = end;
  }

  private record Timer(long at, long order, Runnable task) {}
}
