package io.reeve.scheduler.app;

import io.reeve.scheduler.engine.Time;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The machine's clocks, and one thread for all timers. */
final class SystemTime implements Time {
  private static final Logger logger = LoggerFactory.getLogger(SystemTime.class);

  private final ScheduledThreadPoolExecutor timers;

  SystemTime() {
    timers =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              var thread = new Thread(task, "timers");
              thread.setDaemon(true);
              return thread;
            });
    timers.setRemoveOnCancelPolicy(true);
  }

  @Override
  public Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    var scheduled = timers.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> scheduled.cancel(false);
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) { // the future that would hold it is nobody's
      logger.error("event=timer_failed", e);
    }
  }
}
