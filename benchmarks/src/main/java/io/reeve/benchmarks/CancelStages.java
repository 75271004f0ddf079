package io.reeve.benchmarks;

import io.reeve.client.model.KillRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Where the time of a cancel goes, by the stamps of its kill record. All programs run on one
 * machine, so the stamps are of one clock.
 */
final class CancelStages {
  private final Histogram accepted = new Histogram(3);
  private final Histogram signaled = new Histogram(3);
  private final Histogram gone = new Histogram(3);
  private final Histogram reported = new Histogram(3);
  private final Histogram seen = new Histogram(3);

  void record(Instant called, KillRecord kill, Instant watcher) {
    var accept = kill.acceptTime().orElseThrow();
    var signal = kill.signals().get(0).time();
    var end = kill.goneTime().orElseThrow();
    var report = kill.reportTime().orElseThrow();
    record(accepted, called, accept);
    record(signaled, accept, signal);
    record(gone, signal, end);
    record(reported, end, report);
    record(seen, report, watcher);
  }

  List<Figure> figures() {
    return List.of(
        shown("  from the call to its acceptance", accepted),
        shown("  from there to the signal", signaled),
        shown("  from there until no process was left", gone),
        shown("  from there until reported to the head", reported),
        shown("  from there until the watcher saw it", seen));
  }

  private static void record(Histogram histogram, Instant from, Instant to) {
    histogram.recordValue(Math.max(0, Duration.between(from, to).toNanos()));
  }

  private static Figure shown(String name, Histogram histogram) {
    return Figure.shown(name + ", p50", "ms", histogram.getValueAtPercentile(50) / 1e6);
  }
}
