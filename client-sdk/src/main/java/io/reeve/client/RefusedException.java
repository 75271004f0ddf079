package io.reeve.client;

/** The request is well-formed and the scheduler will not do it as things stand. */
public final class RefusedException extends ReeveException {
  private static final long serialVersionUID = 1L;

  RefusedException(Failure failure, Throwable cause) {
    super(failure, cause);
  }
}
