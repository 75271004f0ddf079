package io.reeve.scheduler.log.codec;

/** Stored bytes are not what any version of this codec wrote. */
public final class CorruptBytesException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  CorruptBytesException(String message) {
    super(message);
  }

  CorruptBytesException(String message, Throwable cause) {
    super(message, cause);
  }
}
