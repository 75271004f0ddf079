package io.reeve.agent.runner;

import io.reeve.agent.core.Time;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link RunnerLoop} on a thread of its own. When 8,192 tasks are queued, those who add more wait
 * (the event pipe, the journal); the head's stream does not wait, it is limited by its flow control
 * to some more.
 */
public final class RunnerThread implements RunnerLoop, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RunnerThread.class);
  private static final int QUEUE = 8192;
  private static final int BATCH = 512;

  private final Time time;
  private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
  private final Semaphore room = new Semaphore(QUEUE);
  private final Deque<Runnable> own = new ArrayDeque<>(); // added by the runner thread itself
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::at).thenComparingLong(Timer::order));
  private final List<Runnable> afterBatch = new ArrayList<>();
  private final Thread thread = new Thread(this::run, "runner");
  private long timersMade;
  private volatile boolean stopped;

  /** Makes it; {@link #start} starts it. */
  public RunnerThread(Time time) {
    this.time = time;
  }

  /** Starts the thread. */
  public void start() {
    thread.start();
  }

  @Override
  public void execute(Runnable task) {
    if (Thread.currentThread() == thread) {
      own.add(task);
      return;
    }
    try {
      while (!stopped && !room.tryAcquire(1, TimeUnit.SECONDS)) {
        log.warn("event=runner-queue-full size={}", QUEUE);
      }
      queue.add(
          () -> {
            room.release();
            task.run();
          });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void hand(Runnable task) {
    queue.add(task);
  }

  @Override
  public void at(long nanos, Runnable task) {
    timers.add(new Timer(nanos, timersMade++, task));
  }

  @Override
  public void afterBatch(Runnable task) {
    afterBatch.add(task);
  }

  @Override
  public Time time() {
    return time;
  }

  /** Ends the thread after the task it is at. */
  @Override
  public void close() {
    stopped = true;
    queue.add(() -> {}); // wakes it
    try {
      thread.join(5000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!stopped) {
      try {
        Runnable first = next();
        int done = 0;
        for (Runnable task = first; task != null && done < BATCH; done++) {
          guarded(task);
          task = own.isEmpty() ? queue.poll() : own.poll();
          if (done == BATCH - 1 && task != null) {
            own.addFirst(task);
          }
        }
        runTimers();
        afterBatch.forEach(RunnerThread::guarded);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private @Nullable Runnable next() throws InterruptedException {
    if (!own.isEmpty()) {
      return own.poll();
    }
    Timer timer = timers.peek();
    if (timer == null) {
      return queue.poll(1, TimeUnit.MINUTES);
    }
    return queue.poll(Math.max(0, timer.at() - time.nanos()), TimeUnit.NANOSECONDS);
  }

  private void runTimers() {
    long now = time.nanos();
    for (Timer timer = timers.peek(); timer != null && timer.at() <= now; timer = timers.peek()) {
      timers.poll();
      guarded(timer.task());
    }
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException bug) {
      // One attempt's trouble must not stop the others. An Error is nobody's in particular: it ends
      // the thread, and with it the agent.
      log.error("event=runner-task-failed", bug);
    }
  }

  private record Timer(long at, long order, Runnable task) {}
}
