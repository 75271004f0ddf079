package io.reeve.client;

import io.reeve.client.internal.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A clock that stands until the test moves it. */
final class ManualTime implements Time {
  private record Timer(long due, Runnable task) {}

  private final List<Timer> timers = new ArrayList<>();
  private long now = 1_000;
  private boolean closed;

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public void after(Duration delay, Runnable task) {
    if (closed) {
      task.run();
    } else {
      timers.add(new Timer(now + delay.toNanos(), task));
    }
  }

  @Override
  public void close() {
    closed = true;
    List<Timer> left = List.copyOf(timers);
    timers.clear();
    left.forEach(timer -> timer.task().run());
  }

  /** Moves the clock, running what falls due on the way, in order. */
  void advance(Duration by) {
    long until = now + by.toNanos();
    while (true) {
      Timer next =
          timers.stream()
              .filter(timer -> timer.due() <= until)
              .min(Comparator.comparingLong(Timer::due))
              .orElse(null);
      if (next == null) {
        now = until;
        return;
      }
      timers.remove(next);
      now = Math.max(now, next.due());
      next.task().run();
    }
  }
}
