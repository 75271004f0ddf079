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
}
