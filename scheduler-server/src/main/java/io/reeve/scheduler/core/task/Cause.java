package io.reeve.scheduler.core.task;

/**
 * Why a task or an attempt ended. Kept apart from the state, because each API generation projects
 * it differently.
 */
public enum Cause {
  /** The program ended by itself. */
  EXITED,
  /** A cancel of the task. */
  CANCELED,
  /** A cancel of its job. */
  JOB_CANCELED,
  /** Its time limit was over. */
  TIME_LIMIT,
  /** It used too much memory. */
  OUT_OF_MEMORY,
  /** Its node was lost or taken away, or the agent lost sight of it. */
  NODE_LOST,
  /** The program could not be started. */
  START_FAILED,
  /** It made room for other work. */
  PREEMPTED,
  /** A task it depends on did not finish. */
  DEPENDENCY_FAILED,
  /** Another task failed, and the job fails on task failure. */
  JOB_FAILED
}
