package io.reeve.scheduler.engine;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns the state, and what waits for it, in order.
 *
 * <p>Questions of clients are bounded here. The rest is bounded where it comes from: batches by the
 * log, role changes and endings of waits by what they are about.
 */
final class EngineThread implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(EngineThread.class);

  private final ConcurrentLinkedQueue<Runnable> work = new ConcurrentLinkedQueue<>();
  private final AtomicInteger questions = new AtomicInteger();
  private final int maxQuestions;
  private final AfterWork afterWork;
  private final Thread thread;
  private final Parker parker;
  private volatile boolean closed;

  /** Told after each piece of work, on the engine thread. */
  interface AfterWork {
    void done(boolean moreWaits);
  }

  EngineThread(int maxQuestions, AfterWork afterWork) {
    this.maxQuestions = maxQuestions;
    this.afterWork = afterWork;
    thread = new Thread(this::run, "engine");
    thread.setDaemon(true);
    parker = new Parker(thread);
  }

  void start() {
    thread.start();
  }

  /** Has {@code task} run after everything handed in before; dropped after {@link #close}. */
  void execute(Runnable task) {
    work.add(task);
    parker.wake();
  }

  /** The same for a client's question; false, and nothing happens, when too many wait. */
  boolean tryExecute(Runnable question) {
    if (questions.incrementAndGet() > maxQuestions) {
      questions.decrementAndGet();
      return false;
    }
    execute(
        () -> {
          questions.decrementAndGet();
          question.run();
        });
    return true;
  }

  /** States that the caller is the owner of the state. */
  void check() {
    if (!thread.equals(Thread.currentThread())) {
      throw new IllegalStateException("not on the engine thread: " + Thread.currentThread());
    }
  }

  /** Runs what waits, then ends the thread; returns when it has ended. */
  @Override
  public void close() {
    closed = true;
    parker.wake();
    if (thread.equals(Thread.currentThread()) || !thread.isAlive()) {
      return;
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (true) {
      var next = work.poll();
      if (next != null) {
        run(next);
      } else if (closed) {
        return;
      } else {
        parker.await(() -> closed || !work.isEmpty());
      }
    }
  }

  /**
   * Work answers for its own failures; what gets here is a bug in it, and must not take the others
   * down.
   */
  private void run(Runnable next) {
    try {
      next.run();
      afterWork.done(!work.isEmpty());
    } catch (RuntimeException e) {
      logger.error("event=engine_work_failed", e);
    }
  }
}
