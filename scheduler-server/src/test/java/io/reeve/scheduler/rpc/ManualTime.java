package io.reeve.scheduler.rpc;

import io.reeve.scheduler.engine.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Time that a test moves. Timers run on the thread that moves it. */
final class ManualTime implements Time {
  private final List<Set> timers = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-01T12:00:00Z");

  private record Set(Instant due, Runnable task, AtomicBoolean canceled) {}

  @Override
  public synchronized Instant now() {
    return now;
  }

  @Override
  public synchronized long nanos() {
    return Duration.between(Instant.EPOCH, now).toNanos();
  }

  @Override
  public synchronized Timer schedule(Duration delay, Runnable task) {
    var set = new Set(now.plus(delay), task, new AtomicBoolean());
    timers.add(set);
    return () -> cancel(set);
  }

  private synchronized void cancel(Set set) {
    set.canceled().set(true);
    timers.remove(set);
  }

  /** How many timers are set. */
  synchronized int timers() {
    return timers.size();
  }

  /** Moves time and runs what is due, in order. */
  void advance(Duration span) {
    List<Set> due;
    synchronized (this) {
      now = now.plus(span);
      due =
          timers.stream()
              .filter(set -> !set.due().isAfter(now))
              .sorted(Comparator.comparing(Set::due))
              .toList();
      timers.removeAll(due);
    }
    due.stream().filter(set -> !set.canceled().get()).forEach(set -> set.task().run());
  }
}
