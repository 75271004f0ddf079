package io.reeve.scheduler.core.cluster;

import io.reeve.scheduler.core.task.TaskState;

/** What a cancel did with one task. */
public enum Verdict {
  /** It runs or may run; it is CANCELING and will end. */
  ACCEPTED,
  /** It never ran and is CANCELED. */
  CANCELED,
  /** It was CANCELING already. */
  ALREADY_CANCELING,
  /** It had ended, or was ending by itself; nothing was changed. */
  ALREADY_ENDED,
  /** There is no such task. */
  NOT_FOUND,
  /** Not looked at, because an item before it failed. */
  SKIPPED;

  /** What a cancel of a task in this state comes to. Source: ISchedulerJob::CancelTask_2. */
  public static Verdict onCancelIn(TaskState state) {
    return switch (state) {
      case CONFIGURING, SUBMITTED, VALIDATING, QUEUED -> CANCELED;
      case DISPATCHING, RUNNING -> ACCEPTED;
      case CANCELING -> ALREADY_CANCELING;
      case FINISHING, FINISHED, FAILED, CANCELED -> ALREADY_ENDED;
    };
  }

  /** What the same cancel comes to when it is repeated at once. */
  Verdict repeated() {
    return switch (this) {
      case ACCEPTED, ALREADY_CANCELING -> ALREADY_CANCELING;
      case CANCELED, ALREADY_ENDED -> ALREADY_ENDED;
      case NOT_FOUND -> NOT_FOUND;
      case SKIPPED -> SKIPPED;
    };
  }

  /** Whether it counts as a failure of the item, after which a bulk cancel may stop. */
  public boolean isFailure() {
    return switch (this) {
      case ACCEPTED, CANCELED, ALREADY_CANCELING -> false;
      case ALREADY_ENDED, NOT_FOUND, SKIPPED -> true;
    };
  }
}
