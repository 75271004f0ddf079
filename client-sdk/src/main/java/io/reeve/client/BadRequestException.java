package io.reeve.client;

/**
 * The request itself is wrong; {@link #fieldViolations} lists every bad field. Do not repeat it.
 */
public final class BadRequestException extends ReeveException {
  private static final long serialVersionUID = 1L;

  BadRequestException(Failure failure, Throwable cause) {
    super(failure, cause);
  }
}
