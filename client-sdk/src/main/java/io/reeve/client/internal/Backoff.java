package io.reeve.client.internal;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Doubling, capped and jittered pauses.
 *
 * @param first before the first repetition
 * @param longest upper bound
 * @param giveUpAfter no repetition begins later than this after the beginning
 * @param random numbers from 0 to 1
 */
public record Backoff(
    Duration first, Duration longest, Duration giveUpAfter, DoubleSupplier random) {
  /** The pause before a repetition, counted from 0: between half of its nominal length and all. */
  public Duration pause(int repetition) {
    long nominal = Math.min(longest.toNanos(), first.toNanos() * (1L << Math.min(repetition, 20)));
    return Duration.ofNanos((long) (nominal * (0.5 + random.getAsDouble() / 2)));
  }
}
