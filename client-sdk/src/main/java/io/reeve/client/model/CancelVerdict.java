package io.reeve.client.model;

/** What a cancel did with one task. */
public enum CancelVerdict {
  /** A verdict this version of the client does not know. */
  UNKNOWN,
  /** It runs, or may; it is canceling now and will end. */
  ACCEPTED,
  /** It never ran and is canceled now. */
  CANCELED,
  /** It was canceling already; with force it is killed now. */
  ALREADY_CANCELING,
  /** It had ended before; nothing was changed. */
  ALREADY_ENDED,
  /** There is no such task. */
  NOT_FOUND,
  /** The caller may not. */
  DENIED,
  /** Not looked at: an item before it failed and the request said to stop then. */
  SKIPPED;

  /** True when the task is canceled, or will be ended by this or an earlier cancel. */
  public boolean isEnding() {
    return this == ACCEPTED || this == CANCELED || this == ALREADY_CANCELING;
  }
}
