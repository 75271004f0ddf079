package io.reeve.client;

/** What the request names does not exist. */
public final class NotFoundException extends ReeveException {
  private static final long serialVersionUID = 1L;

  NotFoundException(Failure failure, Throwable cause) {
    super(failure, cause);
  }
}
