package io.reeve.scheduler.engine;

/** A command or question was not taken, or its outcome is not known. */
public final class EngineException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** Why. */
  public enum Kind {
    /** Starting, stopping, or another head node leads. Nothing was changed. */
    NOT_READY,
    /** Too much waits already. Nothing was changed. */
    QUEUE_FULL,
    /** The log cannot be written. Nothing was changed. */
    LOG_UNWRITABLE,
    /** It may have become durable, or may still. */
    OUTCOME_UNKNOWN
  }

  public EngineException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** Why. */
  public Kind kind() {
    return kind;
  }
}
