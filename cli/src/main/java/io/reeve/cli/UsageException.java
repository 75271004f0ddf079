package io.reeve.cli;

/** The command was called in a way it cannot be; nothing was sent. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
