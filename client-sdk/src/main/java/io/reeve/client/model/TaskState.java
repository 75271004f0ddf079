package io.reeve.client.model;

/** Where a task is; why it is there is {@link Task#cause}. */
public enum TaskState {
  /** A state this version of the client does not know. */
  UNKNOWN,
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
  /** The program runs on its node. */
  RUNNING,
  /** The program itself ended; what it left behind is being ended and the record is being made. */
  FINISHING,
  /** Ended by itself with a valid exit code. Final. */
  FINISHED,
  /** Ended otherwise, including a cancel while running. Final. */
  FAILED,
  /** Canceled before it ever ran. Final. */
  CANCELED,
  /** A cancel was accepted; the processes are being ended. */
  CANCELING;

  /** True for {@link #FINISHED}, {@link #FAILED} and {@link #CANCELED}: nothing of it runs. */
  public boolean isFinal() {
    return this == FINISHED || this == FAILED || this == CANCELED;
  }
}
