package io.reeve.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.testing.Distribution;
import io.reeve.testing.faults.CrashPointCase;
import io.reeve.testing.faults.FaultRun.RestartOrder;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The promises hold when a daemon is killed at any of the moments between writing something down
 * and acting on it. Each case has a cluster of its own and mostly waits, so a few run at a time.
 */
class CrashPointTest {
  private static final long SEED = Long.getLong("reeve.faults.seed", new Random().nextLong());
  private static final int ROTATION = Math.floorMod(SEED, RestartOrder.values().length);

  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @MethodSource("crashPoints")
  void crashPoint_keepsEveryPromise(CrashPointCase which) throws Exception {
    var result = which.run(Distribution.home());

    FaultInjectionTest.expectNoViolation(result);
    assertThat(result.crashes()).as("the point was reached").isEqualTo(1);
    assertThat(result.cancels()).as("cancels were accepted").isPositive();
  }

  /**
   * Each point with one order, each order with many points; others with another seed. All together
   * are {@code run-faults --crash-points}.
   */
  static Stream<CrashPointCase> crashPoints() {
    var places = CrashPointCase.places();
    var orders = RestartOrder.values();
    return IntStream.range(0, places.size())
        .mapToObj(i -> new CrashPointCase(places.get(i), orders[(i + ROTATION) % orders.length]));
  }
}
