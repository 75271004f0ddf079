package io.reeve.client;

/** Why a scheduler refused or failed a call: the closed list of the API, and what is newer. */
public enum ErrorReason {
  /** None was given, or this version of the client does not know it. */
  UNKNOWN,
  /** A field is malformed or out of range; see {@link ReeveException#fieldViolations}. */
  INVALID_FIELD,
  /** The selector is empty; that never means "all". */
  EMPTY_SELECTOR,
  /** Understood, but not part of the scheduler's version. */
  NOT_SUPPORTED,
  /** No such job. */
  JOB_NOT_FOUND,
  /** No such task. */
  TASK_NOT_FOUND,
  /** No such node. */
  NODE_NOT_FOUND,
  /** No such cluster parameter. */
  PARAMETER_NOT_FOUND,
  /** The task is finishing or already in a final state. */
  TASK_ALREADY_ENDED,
  /** The job is already in a final state. */
  JOB_ALREADY_ENDED,
  /** The job is not being configured any more. */
  JOB_NOT_CONFIGURING,
  /** The node is already in, or on its way to, that state. */
  NODE_STATE,
  /** More than any node has, and the request asked to be refused then. */
  NEVER_FITS,
  /** The request id was used for another request in the last 24 hours. */
  REQUEST_ID_REUSED,
  /** Too many requests wait; retry after a pause. */
  QUEUE_FULL,
  /** The head node is read-only, for example because its disk is full; retry after a pause. */
  LOG_UNWRITABLE,
  /** The head node is starting, stopping, or not the leader. */
  HEAD_NOT_READY,
  /** The change may or may not have become durable; repeat with the same request id only. */
  OUTCOME_UNKNOWN,
  /** The event number asked for is no longer held. */
  EVENTS_GONE,
  /** The watcher fell too far behind. */
  WATCHER_TOO_SLOW,
  /** Neither owner nor operator. */
  DENIED,
  /** A bug in the scheduler. */
  INTERNAL;

  /** The constant of that name, else {@link #UNKNOWN}. */
  static ErrorReason of(String name) {
    for (ErrorReason reason : values()) {
      if (reason.name().equals(name)) {
        return reason;
      }
    }
    return UNKNOWN;
  }
}
