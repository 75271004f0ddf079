package io.reeve.client.model;

/** Where a job is. */
public enum JobState {
  /** A state this version of the client does not know. */
  UNKNOWN,
  /** Created, not submitted. */
  CONFIGURING,
  /** Submitted, waiting to be validated. */
  SUBMITTED,
  /** Being validated. */
  VALIDATING,
  /** A submission filter decides. */
  EXTERNAL_VALIDATION,
  /** Waiting for resources; none of its tasks was started yet. */
  QUEUED,
  /** At least one of its tasks was started. */
  RUNNING,
  /** All tasks ended; the record is being made. */
  FINISHING,
  /** All tasks ended, none failed. Final. */
  FINISHED,
  /** All tasks ended, at least one failed. Final. */
  FAILED,
  /** Canceled. Final. */
  CANCELED,
  /** A cancel was accepted; running tasks are being ended, or in a graceful cancel awaited. */
  CANCELING;

  /** True for {@link #FINISHED}, {@link #FAILED} and {@link #CANCELED}. */
  public boolean isFinal() {
    return this == FINISHED || this == FAILED || this == CANCELED;
  }
}
