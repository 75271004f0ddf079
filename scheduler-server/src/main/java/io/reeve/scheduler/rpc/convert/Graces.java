package io.reeve.scheduler.rpc.convert;

import com.google.protobuf.Duration;

/** Grace periods. */
final class Graces {
  private Graces() {}

  static void check(Duration grace, String path, Violations bad) {
    Times.check(grace, java.time.Duration.ZERO, Limits.GRACE, path, bad);
  }
}
