package io.reeve.scheduler.engine;

import java.time.Duration;
import java.time.Instant;

/** The daemon's clocks and timers. Thread-safe. */
public interface Time {
  /** The date, cut to microseconds. It may jump: never measures a wait. */
  Instant now();

  /** A monotonic clock in nanoseconds from an arbitrary origin. */
  long nanos();

  /**
   * Runs {@code task} once, after {@code delay} on the monotonic clock.
   *
   * @param task called on the timer's own thread; returns at once
   */
  Timer schedule(Duration delay, Runnable task);

  /** A task that is still to run. */
  interface Timer {
    /** It must not run any more; without effect when it did. */
    void cancel();
  }
}
