package io.reeve.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition, with a bound. */
public final class Until {
  private static final Duration BOUND = Duration.ofMinutes(2);

  private Until() {}

  /**
   * Returns when the condition holds.
   *
   * @param what for the message when it does not within two minutes
   * @throws IllegalStateException then
   */
  public static void holds(String what, BooleanSupplier condition) {
    var end = System.nanoTime() + BOUND.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("not within " + BOUND + ": " + what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}
