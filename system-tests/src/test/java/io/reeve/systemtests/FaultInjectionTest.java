package io.reeve.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.testing.Distribution;
import io.reeve.testing.faults.CrashPointCase;
import io.reeve.testing.faults.FaultRun;
import io.reeve.testing.faults.FaultRun.RestartOrder;
import io.reeve.testing.faults.FaultRun.Result;
import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The promises hold when daemons are killed at the worst moments, and at random ones. A run that
 * breaks one prints all that is known; {@code system-tests/run-faults} repeats it with its seed.
 */
class FaultInjectionTest {
  private static final long SEED = Long.getLong("reeve.faults.seed", new Random().nextLong());

  private static final int ROTATION = Math.floorMod(SEED, RestartOrder.values().length);

  @ParameterizedTest
  @MethodSource("crashPoints")
  void crashPoint_keepsEveryPromise(CrashPointCase which) throws Exception {
    var result = which.run(Distribution.home());

    expectNoViolation(result);
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

  @Test
  void randomWorkload_underRandomFaults_keepsEveryPromise() throws Exception {
    var minutes = Double.parseDouble(System.getProperty("reeve.faults.minutes", "2"));
    System.out.println("reeve.faults.seed=" + SEED);

    var length = Duration.ofSeconds(Math.round(minutes * 60));
    var result = FaultRun.random(Distribution.home(), SEED, length, System.out);

    System.out.println(result.line());
    expectNoViolation(result);
    assertThat(result.cancels()).isPositive();
    assertThat(result.faults()).isPositive();
  }

  private static void expectNoViolation(Result result) {
    FaultRun.explain(result, System.out);
    assertThat(result.violations()).isEmpty();
    assertThat(result.orphans()).isZero();
  }
}
