package io.reeve.scheduler.engine;

/** A batch was not appended, or it is not known whether it was. */
public final class LogException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Outcome outcome;

  /** What is known about the batch. */
  public enum Outcome {
    /** It is not in the log and never will be: this peer does not lead, or is stopping. */
    NOT_LEADER,
    /** It is not in the log and never will be: the log cannot be written. */
    UNWRITABLE,
    /** It may be in the log or may still get there. */
    UNKNOWN
  }

  public LogException(Outcome outcome, String message, Throwable cause) {
    super(message, cause);
    this.outcome = outcome;
  }

  public LogException(Outcome outcome, String message) {
    super(message);
    this.outcome = outcome;
  }

  /** What is known about the batch. */
  public Outcome outcome() {
    return outcome;
  }
}
