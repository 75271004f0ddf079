package io.reeve.agent.app;

import io.reeve.agent.core.Time;
import java.time.Instant;

/** The clocks of the machine: the only class of the agent that asks them. */
final class SystemTime implements Time {
  /**
   * On Linux {@code System.nanoTime} is CLOCK_MONOTONIC, with its origin; deadlines on disk rely on
   * it.
   */
  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public Instant wall() {
    return Instant.now();
  }
}
