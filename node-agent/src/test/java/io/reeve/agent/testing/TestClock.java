package io.reeve.agent.testing;

import io.reeve.agent.core.Time;
import java.time.Instant;

/** The real clocks, for tests with real processes. */
public final class TestClock implements Time {
  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public Instant wall() {
    return Instant.now();
  }
}
