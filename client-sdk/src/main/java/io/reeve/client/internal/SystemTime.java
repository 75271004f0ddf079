package io.reeve.client.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The machine's clock, and one daemon thread that is only started when a timer is first needed. */
public final class SystemTime implements Time {
  private final ScheduledThreadPoolExecutor timers =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread thread = new Thread(task, "reeve-client-timer");
            thread.setDaemon(true);
            return thread;
          });
  private final Set<Timer> pending = new LinkedHashSet<>(); // guarded by this
  private boolean closed; // guarded by this

  /** Starts no thread yet. */
  public SystemTime() {}

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // tasks report through the call they belong to
  public void after(Duration delay, Runnable task) {
    synchronized (this) {
      if (!closed) {
        Timer timer = new Timer(task);
        pending.add(timer);
        timers.schedule(() -> fire(timer), delay.toNanos(), TimeUnit.NANOSECONDS);
        return;
      }
    }
    task.run();
  }

  /** Runs what is pending at once, so that every call learns that its client is closed. */
  @Override
  public void close() {
    List<Timer> left;
    synchronized (this) {
      closed = true;
      left = new ArrayList<>(pending);
      pending.clear();
    }
    timers.shutdownNow();
    left.forEach(timer -> timer.task().run());
  }

  private void fire(Timer timer) {
    synchronized (this) {
      if (!pending.remove(timer)) {
        return;
      }
    }
    timer.task().run();
  }

  /** A class, not a record: two timers of one task are two. */
  private static final class Timer {
    private final Runnable task;

    Timer(Runnable task) {
      this.task = task;
    }

    Runnable task() {
      return task;
    }
  }
}
