package io.reeve.client;

/** The scheduler cannot take more at the moment and changed nothing. Try again after a pause. */
public final class ServerBusyException extends ReeveException {
  private static final long serialVersionUID = 1L;

  ServerBusyException(Failure failure, Throwable cause) {
    super(failure, cause);
  }
}
