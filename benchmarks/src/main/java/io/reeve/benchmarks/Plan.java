package io.reeve.benchmarks;

/**
 * How much to measure.
 *
 * @param quick a shorter run, for a look; its figures are noisier
 */
record Plan(boolean quick) {
  /** Runs of each throughput figure. */
  int runs() {
    return quick ? 1 : 3;
  }

  /** Repetitions of each latency figure. */
  int repetitions() {
    return quick ? 50 : 300;
  }

  /**
   * Seconds of each kind of load before a throughput figure: on two cores the compilers of both
   * JVMs need about half a minute beside it.
   */
  int warmUpSeconds() {
    return quick ? 5 : 40;
  }

  /** Repetitions before a latency figure, for the same reason. */
  int warmUps() {
    return quick ? 20 : 500;
  }
}
