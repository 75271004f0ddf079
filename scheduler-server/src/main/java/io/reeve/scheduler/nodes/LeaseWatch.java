package io.reeve.scheduler.nodes;

import io.reeve.scheduler.core.node.Lease;
import io.reeve.scheduler.engine.Time;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for silent nodes about once a second while this head leads.
 *
 * <p>When the look itself comes much too late, this process stood still (stopped, swapped out, its
 * machine suspended) and could answer nobody: then the silence is its own, and everybody is trusted
 * anew.
 */
final class LeaseWatch {
  private static final Logger logger = LoggerFactory.getLogger(LeaseWatch.class);
  private static final Duration LONGEST_PERIOD = Duration.ofSeconds(1);
  private static final Duration SHORTEST_PERIOD = Duration.ofMillis(50);
  private static final Duration LEAST_TOLERANCE = Duration.ofMillis(500);
  private static final int LOOKS_PER_LEASE = 20;
  private static final int TOLERANCES_PER_LEASE = 4;

  private final Time time;
  private final Supplier<Lease> lease;
  private final Runnable trustAll;
  private final Runnable look;

  // Guarded by this.
  private Time.@Nullable Timer timer;
  private long due;

  LeaseWatch(Time time, Supplier<Lease> lease, Runnable trustAll, Runnable look) {
    this.time = time;
    this.lease = lease;
    this.trustAll = trustAll;
    this.look = look;
  }

  synchronized void start() {
    if (timer == null) {
      arm();
    }
  }

  synchronized void stop() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void arm() {
    var period = clamp(lease.get().lostAfter().dividedBy(LOOKS_PER_LEASE));
    due = time.nanos() + period.toNanos();
    timer = time.schedule(period, this::look);
  }

  private static Duration clamp(Duration period) {
    if (period.compareTo(SHORTEST_PERIOD) < 0) {
      return SHORTEST_PERIOD;
    }
    return period.compareTo(LONGEST_PERIOD) > 0 ? LONGEST_PERIOD : period;
  }

  private void look() {
    Duration late;
    synchronized (this) {
      if (timer == null) {
        return;
      }
      late = Duration.ofNanos(time.nanos() - due);
      arm();
    }
    if (late.compareTo(tolerance()) > 0) {
      logger.warn("event=head_paused late={} msg=\"all nodes are trusted anew\"", late);
      trustAll.run();
    } else {
      look.run();
    }
  }

  private Duration tolerance() {
    var part = lease.get().lostAfter().dividedBy(TOLERANCES_PER_LEASE);
    return part.compareTo(LEAST_TOLERANCE) < 0 ? LEAST_TOLERANCE : part;
  }
}
