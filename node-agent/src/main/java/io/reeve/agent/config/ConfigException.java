package io.reeve.agent.config;

/** Settings that cannot be used; the message says which and what would be right. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1;

  /** With the reason. */
  public ConfigException(String message) {
    super(message);
  }

  /** With the reason and what lies behind it. */
  public ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
