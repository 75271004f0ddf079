package io.reeve.testing.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever is sent to the head node gets a clean answer. For longer: {@code run-fuzz}. */
class FuzzTest {
  private static final long SEED = Long.getLong("reeve.fuzz.seed", new Random().nextLong());

  @Test
  void randomRequests_toEveryRpc_getCleanAnswersAndLeaveNothing() throws Exception {
    System.out.println("reeve.fuzz.seed=" + SEED);

    var result = RunFuzz.onOwnHead(SEED, Duration.ofSeconds(30));

    System.out.println(result.line());
    assertThat(result.faults()).isEmpty();
    assertThat(RunFuzz.isGood(result)).as(result.line()).isTrue();
    assertThat(result.inputs()).isGreaterThan(1_000);
  }
}
