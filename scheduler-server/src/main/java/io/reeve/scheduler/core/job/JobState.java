package io.reeve.scheduler.core.job;

/** The states of a job. Source: JobState enumeration (HPC Pack). */
public enum JobState {
  /** Created, not submitted. */
  CONFIGURING,
  /** Submitted, waiting to be validated. */
  SUBMITTED,
  /** Being validated. */
  VALIDATING,
  /** Waiting; none of its tasks was started yet. */
  QUEUED,
  /** At least one of its tasks was given to a node. */
  RUNNING,
  /**
   * Its end is decided; the record is being made, or tasks that are not wanted any more are being
   * ended.
   */
  FINISHING,
  /** All tasks ended, none failed. */
  FINISHED,
  /** At least one task failed. */
  FAILED,
  /** Canceled. */
  CANCELED,
  /** A cancel was accepted; its tasks are being ended or awaited. */
  CANCELING;

  /** Whether nothing but a requeue leads out of this state. */
  public boolean isFinal() {
    return switch (this) {
      case FINISHED, FAILED, CANCELED -> true;
      case CONFIGURING, SUBMITTED, VALIDATING, QUEUED, RUNNING, FINISHING, CANCELING -> false;
    };
  }

  /** Whether its queued tasks may be started. */
  public boolean startsTasks() {
    return switch (this) {
      case QUEUED, RUNNING -> true;
      case CONFIGURING, SUBMITTED, VALIDATING, FINISHING, FINISHED, FAILED, CANCELED, CANCELING ->
          false;
    };
  }
}
