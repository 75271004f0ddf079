package io.reeve.scheduler.log.codec;

/** A stored enum value or choice is none that this version knows; its reader adds the versions. */
final class UnknownValueException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnknownValueException(String kind) {
    super("unknown " + kind);
  }
}
