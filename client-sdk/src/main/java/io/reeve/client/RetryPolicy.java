package io.reeve.client;

import java.time.Duration;

/**
 * How a call that found no scheduler is repeated.
 *
 * <p>Only "unavailable" is repeated, and only what is safe: reads, and mutations, which all carry a
 * request id. The pauses double from {@code firstPause} up to {@code longestPause}; each is
 * shortened at random by up to a half, so that many clients do not come back together. A call's
 * deadline bounds all its tries together.
 *
 * @param firstPause before the first repetition, more than zero
 * @param longestPause upper bound of a pause, at least {@code firstPause}
 * @param giveUpAfter no repetition begins later than this after the call began; zero: never repeat
 */
public record RetryPolicy(Duration firstPause, Duration longestPause, Duration giveUpAfter) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is violated
   */
  public RetryPolicy {
    if (firstPause.isNegative()
        || firstPause.isZero()
        || longestPause.compareTo(firstPause) < 0
        || giveUpAfter.isNegative()) {
      throw new IllegalArgumentException(
          "pauses must be positive and longestPause at least firstPause");
    }
  }

  /** 10 ms, doubling to 500 ms, for as long as the call's deadline allows. */
  public static RetryPolicy defaults() {
    return new RetryPolicy(Duration.ofMillis(10), Duration.ofMillis(500), Duration.ofHours(1));
  }

  /** One try only. */
  public static RetryPolicy never() {
    return defaults().giveUpAfter(Duration.ZERO);
  }

  /** The same pauses with another bound. */
  public RetryPolicy giveUpAfter(Duration bound) {
    return new RetryPolicy(firstPause, longestPause, bound);
  }
}
