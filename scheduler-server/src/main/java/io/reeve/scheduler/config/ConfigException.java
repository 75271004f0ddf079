package io.reeve.scheduler.config;

/** The settings cannot be used; the message tells a person which one and what would do. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** What is wrong. */
  public enum Kind {
    /** The file cannot be read, or is not YAML. */
    UNREADABLE,
    /** There is no such key. */
    UNKNOWN_KEY,
    /** A value is malformed or out of range. */
    INVALID_VALUE,
    /** It would listen on a network without TLS. */
    INSECURE_LISTEN
  }

  public ConfigException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  ConfigException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What is wrong. */
  public Kind kind() {
    return kind;
  }
}
