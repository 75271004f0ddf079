package io.reeve.agent.core;

/** Why an attempt ended; apart from how its program ended. Same names as on the wire. */
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
  /** The lease ran out, the machine was started anew, or the supervisor was lost. */
  NODE_LOST,
  /** The program could not be started. */
  START_FAILED,
  /** It made room for other work. */
  PREEMPTED,
  /** A task it depends on did not finish. */
  DEPENDENCY_FAILED,
  /** Another task of its job failed. */
  JOB_FAILED
}
