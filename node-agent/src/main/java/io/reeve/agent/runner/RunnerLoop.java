package io.reeve.agent.runner;

import io.reeve.agent.core.Time;

/** The runner thread, which owns the state of all attempts and of the link to the head node. */
public interface RunnerLoop {
  /**
   * Runs a task on the runner thread, in the order of the calls. Any thread. Waits while the queue
   * is full; called on the runner thread itself it never waits.
   */
  void execute(Runnable task);

  /**
   * As {@link #execute}, but never waits: for threads that must not, whose tasks are limited by
   * other means (the stream's flow control). Any thread.
   */
  void hand(Runnable task);

  /** Runs a task at or soon after a time of the monotonic clock. Runner thread only. */
  void at(long nanos, Runnable task);

  /**
   * Runs this after each batch of tasks: the place to do once what a batch asked for. To be called
   * before the start.
   */
  void afterBatch(Runnable task);

  /** The clocks. */
  Time time();
}
