package io.reeve.scheduler.core.task;

/**
 * The states of a task. Source: TaskState enumeration (HPC Pack); why a task ended is {@link
 * Cause}.
 */
public enum TaskState {
  /** Part of a job that was not submitted yet. */
  CONFIGURING,
  /** Submitted, waiting to be validated. */
  SUBMITTED,
  /** Being validated. */
  VALIDATING,
  /** Waiting for resources. */
  QUEUED,
  /** Given to a node that has not confirmed the start. */
  DISPATCHING,
  /** The program runs. */
  RUNNING,
  /** The program ended by itself; what it left behind is being ended. */
  FINISHING,
  /** Ended by itself with a valid exit code. */
  FINISHED,
  /** Ended otherwise. */
  FAILED,
  /** Canceled before it ever ran. */
  CANCELED,
  /** An end was ordered; the processes are being ended. */
  CANCELING;

  /** Whether nothing but a requeue leads out of this state. */
  public boolean isFinal() {
    return switch (this) {
      case FINISHED, FAILED, CANCELED -> true;
      case CONFIGURING, SUBMITTED, VALIDATING, QUEUED, DISPATCHING, RUNNING, FINISHING, CANCELING ->
          false;
    };
  }

  /** Whether the current attempt holds resources of its node. */
  public boolean holdsResources() {
    return switch (this) {
      case DISPATCHING, RUNNING, FINISHING, CANCELING -> true;
      case CONFIGURING, SUBMITTED, VALIDATING, QUEUED, FINISHED, FAILED, CANCELED -> false;
    };
  }
}
