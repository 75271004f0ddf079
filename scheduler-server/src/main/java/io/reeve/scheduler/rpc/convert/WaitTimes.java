package io.reeve.scheduler.rpc.convert;

import com.google.protobuf.Duration;

/** How long calls wait. */
final class WaitTimes {
  private WaitTimes() {}

  static void check(boolean given, Duration timeout, Violations bad) {
    if (given) {
      Times.check(timeout, java.time.Duration.ZERO, Limits.WAIT, "timeout", bad);
    }
  }

  static java.time.Duration toCore(boolean given, Duration timeout) {
    return given ? Times.toCore(timeout) : Limits.WAIT;
  }
}
