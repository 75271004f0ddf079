package io.reeve.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What a test needs of the machine. */
final class Needs {
  private Needs() {}

  /** Skips the test when it is not there; fails it where tests must not be skipped unseen. */
  static void holds(String what, boolean there) {
    if (System.getenv("CI") != null) {
      assertThat(there).as(what).isTrue();
    }
    assumeTrue(there, what);
  }
}
