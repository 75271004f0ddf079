package io.reeve.client.internal;

import java.time.Duration;

/** The monotonic clock and timers. {@link SystemTime} is the real one; tests move their own. */
public interface Time extends AutoCloseable {
  /** Nanoseconds since some moment; only differences mean something. */
  long nanos();

  /**
   * Runs the task once after the delay, on the clock's thread: it must not block. After {@link
   * #close} it runs at once, on the caller's thread.
   */
  void after(Duration delay, Runnable task);

  /** Runs what is still to come at once, and starts nothing more. Safe to repeat. */
  @Override
  void close();
}
