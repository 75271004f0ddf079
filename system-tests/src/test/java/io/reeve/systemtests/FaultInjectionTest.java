package io.reeve.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.testing.Distribution;
import io.reeve.testing.faults.FaultRun;
import io.reeve.testing.faults.FaultRun.Result;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The promises hold when daemons are killed, stopped and cut off at random moments; for the worst
 * ones see {@link CrashPointTest}. A run that breaks one prints all that is known; {@code
 * system-tests/run-faults} repeats it with its seed.
 */
class FaultInjectionTest {
  private static final long SEED = Long.getLong("reeve.faults.seed", new Random().nextLong());

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

  static void expectNoViolation(Result result) {
    FaultRun.explain(result, System.out);
    assertThat(result.violations()).isEmpty();
    assertThat(result.orphans()).isZero();
  }
}
