package io.reeve.client.model;

/** Why a task or an attempt ended, apart from its state. */
public enum Cause {
  /** A cause this version of the client does not know. */
  UNKNOWN,
  /** The program ended by itself. */
  EXITED,
  /** A cancel of this task. */
  CANCELED,
  /** A cancel of its job. */
  JOB_CANCELED,
  /** Its time limit was over. */
  TIME_LIMIT,
  /** It used too much memory. */
  OUT_OF_MEMORY,
  /** Its node was lost, or the agent lost sight of it. */
  NODE_LOST,
  /** The program could not be started. */
  START_FAILED,
  /** Made room for other work. */
  PREEMPTED,
  /** A task it depends on did not finish. */
  DEPENDENCY_FAILED,
  /** Another task of its job failed and the job fails on task failure. */
  JOB_FAILED
}
