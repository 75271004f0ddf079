package io.reeve.scheduler.engine;

/** Wakes the planner. */
public interface Planning {
  /**
   * More may be startable than before, for a reason that is not in the log. Returns at once; on any
   * thread.
   */
  void wake();
}
