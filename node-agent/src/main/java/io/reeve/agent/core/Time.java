package io.reeve.agent.core;

import java.time.Instant;

/** The two clocks. Injected; the only implementation that asks the system is in {@code app}. */
public interface Time {
  /**
   * The monotonic clock in nanoseconds, for every wait and deadline. It is the kernel's
   * CLOCK_MONOTONIC itself, so the supervisor and a later start of the agent on the same boot can
   * compare with it.
   */
  long nanos();

  /** The wall clock, for records only. Never measures a wait. */
  Instant wall();

  /** Both, read together. */
  default Moment now() {
    return new Moment(nanos(), wall());
  }

  /**
   * A point in time on both clocks.
   *
   * @param nanos monotonic
   * @param wall wall clock
   */
  record Moment(long nanos, Instant wall) {}
}
