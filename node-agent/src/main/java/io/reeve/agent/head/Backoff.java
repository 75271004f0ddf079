package io.reeve.agent.head;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Growing, jittered pauses between two tries to reach the head node: 50 ms to 5 s. */
final class Backoff {
  private static final long FIRST_MILLIS = 50;
  private static final long LONGEST_MILLIS = 5_000;
  private static final double GROWTH = 1.7;
  private static final double JITTER = 0.3;

  private final RandomGenerator random;
  private double millis = FIRST_MILLIS;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** The next pause. */
  Duration next() {
    double jittered = millis * (1 - JITTER + 2 * JITTER * random.nextDouble());
    millis = Math.min(LONGEST_MILLIS, millis * GROWTH);
    return Duration.ofNanos((long) (jittered * 1_000_000));
  }

  /** The head node answered: start over. */
  void reset() {
    millis = FIRST_MILLIS;
  }
}
