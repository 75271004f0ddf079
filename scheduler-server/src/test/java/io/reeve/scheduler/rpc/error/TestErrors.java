package io.reeve.scheduler.rpc.error;

import java.util.UUID;

/** Opens this package to tests of others. */
public final class TestErrors {
  /** The id of every incident in tests. */
  public static final UUID INCIDENT = new UUID(1, 2);

  private TestErrors() {}

  /** The real interceptor, with known incident ids. */
  public static ErrorInterceptor interceptor() {
    return new ErrorInterceptor(new StatusMapper(() -> INCIDENT));
  }
}
