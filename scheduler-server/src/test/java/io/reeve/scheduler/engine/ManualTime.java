package io.reeve.scheduler.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Time that stands still until a test moves it; timers run on the thread that moves it.
 * Thread-safe.
 */
public final class ManualTime implements Time {
  private final List<Entry> timers = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private long nanos = 1_000_000_000L;

  private record Entry(long due, Runnable task) {}

  @Override
  public synchronized Instant now() {
    return now;
  }

  @Override
  public synchronized long nanos() {
    return nanos;
  }

  @Override
  public synchronized Timer schedule(Duration delay, Runnable task) {
    var entry = new Entry(nanos + delay.toNanos(), task);
    timers.add(entry);
    return () -> {
      synchronized (this) {
        timers.remove(entry);
      }
    };
  }

  /** Moves both clocks on, running each timer at its time. */
  public void advance(Duration by) {
    long end;
    synchronized (this) {
      end = nanos + by.toNanos();
    }
    for (var next = nextUntil(end); next != null; next = nextUntil(end)) {
      next.task().run();
    }
    moveTo(end);
  }

  /**
   * Moves both clocks on as for a process that was stopped meanwhile: every timer runs, too late.
   */
  public void sleepThrough(Duration by) {
    long end;
    synchronized (this) {
      end = nanos + by.toNanos();
    }
    moveTo(end);
    var late = new ArrayList<Entry>();
    synchronized (this) {
      timers.stream().filter(entry -> entry.due() <= end).forEach(late::add);
      timers.removeAll(late);
    }
    late.forEach(entry -> entry.task().run());
  }

  /** Whether a timer runs out in exactly this time. */
  public synchronized boolean hasTimerIn(Duration delay) {
    return timers.stream().anyMatch(entry -> entry.due() == nanos + delay.toNanos());
  }

  /** Sets the date only, as an operator does. */
  public synchronized void setDate(Instant date) {
    now = date;
  }

  private synchronized Entry nextUntil(long end) {
    var next =
        timers.stream()
            .filter(entry -> entry.due() <= end)
            .min(Comparator.comparingLong(Entry::due));
    if (next.isEmpty()) {
      return null;
    }
    timers.remove(next.get());
    moveTo(Math.max(nanos, next.get().due()));
    return next.get();
  }

  private synchronized void moveTo(long to) {
    now = now.plusNanos(to - nanos);
    nanos = to;
  }
}
