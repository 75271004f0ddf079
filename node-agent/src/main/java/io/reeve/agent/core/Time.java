package io.reeve.agent.core;

import java.time.Instant;

/** The two clocks. Injected; the only implementation that asks the system is in {@code app}. */
public interface Time {
  /**
   * How far the two readings of a {@link Moment} may lie apart, unless the machine is overloaded.
   */
  long MOMENT_NANOS = 100_000;

  /**
   * The monotonic clock in nanoseconds, for every wait and deadline. It is the kernel's
   * CLOCK_MONOTONIC itself, so the supervisor and a later start of the agent on the same boot can
   * compare with it.
   */
  long nanos();

  /** The wall clock, for records only. Never measures a wait. */
  Instant wall();

  /**
   * Both, read together. A thread that was held up between the two readings reads again, a few
   * times: otherwise a record would show a grace period that seems too short or too long by as
   * much.
   */
  default Moment now() {
    long before = nanos();
    Instant wall = wall();
    for (int tries = 0; tries < 10 && nanos() - before > MOMENT_NANOS; tries++) {
      before = nanos();
      wall = wall();
    }
    return new Moment(before, wall);
  }

  /**
   * A point in time on both clocks.
   *
   * @param nanos monotonic
   * @param wall wall clock
   */
  record Moment(long nanos, Instant wall) {}
}
