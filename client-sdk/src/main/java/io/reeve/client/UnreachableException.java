package io.reeve.client;

/** No scheduler answered at the address, or it was starting or stopping, until patience ran out. */
public final class UnreachableException extends ReeveException {
  private static final long serialVersionUID = 1L;

  UnreachableException(Failure failure, Throwable cause) {
    super(failure, cause);
  }
}
