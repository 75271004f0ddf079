package io.reeve.scheduler.rpc.error;

/**
 * The closed list of reasons a call can be refused for; named as in {@code reeve.v1.ErrorReason},
 * whose comments say what each means, what its metadata is, and whether the call may be sent again.
 */
public enum Reason {
  INVALID_FIELD,
  EMPTY_SELECTOR,
  NOT_SUPPORTED,
  JOB_NOT_FOUND,
  TASK_NOT_FOUND,
  NODE_NOT_FOUND,
  PARAMETER_NOT_FOUND,
  TASK_ALREADY_ENDED,
  JOB_ALREADY_ENDED,
  JOB_NOT_CONFIGURING,
  NODE_STATE,
  NEVER_FITS,
  REQUEST_ID_REUSED,
  QUEUE_FULL,
  LOG_UNWRITABLE,
  HEAD_NOT_READY,
  OUTCOME_UNKNOWN,
  EVENTS_GONE,
  WATCHER_TOO_SLOW,
  DENIED,
  INTERNAL
}
