package io.reeve.scheduler.log;

/**
 * The log could not be opened. Nothing was changed that a later attempt would miss; no thread is
 * left behind.
 */
public final class LogOpenException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** Why, as far as an operator must act on it. */
  public enum Reason {
    /** Another process, or another log in this one, has the directory open. */
    LOCKED,
    /** The directory cannot be made, read or written, or is none. */
    UNUSABLE_DIRECTORY,
    /** The disk is full. */
    NO_SPACE,
    /**
     * A file is damaged or missing so that acknowledged commands would be lost. The message names
     * it.
     */
    DAMAGED,
    /** The replica refused the newest intact snapshot: another version wrote it. */
    INCOMPATIBLE,
    /** Ratis did not start, for a reason not foreseen here. */
    FAILED
  }

  LogOpenException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  LogOpenException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
