package io.reeve.client;

/** The scheduler failed, or its answer made no sense: a bug. Metadata may name an incident. */
public final class ServerFaultException extends ReeveException {
  private static final long serialVersionUID = 1L;

  ServerFaultException(Failure failure, Throwable cause) {
    super(failure, cause);
  }
}
