package io.reeve.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.testing.Distribution;
import io.reeve.testing.faults.CrashPointNames;
import io.reeve.testing.faults.FaultRun;
import io.reeve.testing.faults.FaultRun.RestartOrder;
import io.reeve.testing.faults.FaultRun.Result;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The promises hold when daemons are killed at the worst moments, and at random ones. A run that
 * breaks one prints all that is known; {@code system-tests/run-faults} repeats it with its seed.
 */
class FaultInjectionTest {
  /** The first entries of the log are the settings of the run and the join of the node. */
  private static final int ENTRIES_BEFORE_WORK = 2;

  /** So many later some tasks run that can be canceled: a submit, its plan and its start each. */
  private static final int ENTRIES_OF_SUBMITS = 9;

  private static final long SEED = Long.getLong("reeve.faults.seed", new Random().nextLong());

  private static final int ROTATION = Math.floorMod(SEED, RestartOrder.values().length);

  @ParameterizedTest
  @MethodSource("headPoints")
  void crashPoint_inHead_keepsEveryPromise(String point, RestartOrder order) throws Exception {
    var at =
        point.equals("BEFORE_INTENT_DURABLE")
            ? point + ":" + (ENTRIES_BEFORE_WORK + ENTRIES_OF_SUBMITS)
            : point;

    var result = FaultRun.scenario(Distribution.home(), at, "", order);

    expectCrashAndNoViolation(result);
  }

  /** The first order is the start, the second the cancel. */
  @ParameterizedTest
  @MethodSource("orderPoints")
  void crashPoint_inHeadAtACancel_keepsEveryPromise(String point, RestartOrder order)
      throws Exception {
    var result = FaultRun.oneCancel(Distribution.home(), point + ":2", order);

    expectCrashAndNoViolation(result);
  }

  @ParameterizedTest
  @MethodSource("agentPoints")
  void crashPoint_inAgent_keepsEveryPromise(String point, RestartOrder order) throws Exception {
    var result = FaultRun.scenario(Distribution.home(), "", point, order);

    expectCrashAndNoViolation(result);
  }

  static Stream<Arguments> headPoints() {
    return inEveryOrder(CrashPointNames.HEAD);
  }

  static Stream<Arguments> orderPoints() {
    return inEveryOrder(List.of("AFTER_INTENT_DURABLE", "BEFORE_ORDER_SENT", "AFTER_ORDER_SENT"));
  }

  static Stream<Arguments> agentPoints() {
    return inEveryOrder(CrashPointNames.AGENT);
  }

  /** Each point with one order, each order with many points; others with another seed. */
  private static Stream<Arguments> inEveryOrder(List<String> points) {
    var orders = RestartOrder.values();
    return IntStream.range(0, points.size())
        .mapToObj(i -> Arguments.of(points.get(i), orders[(i + ROTATION) % orders.length]));
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

  private static void expectCrashAndNoViolation(Result result) {
    expectNoViolation(result);
    assertThat(result.crashes()).as("the point was reached").isEqualTo(1);
    assertThat(result.cancels()).as("cancels were accepted").isPositive();
  }

  private static void expectNoViolation(Result result) {
    FaultRun.explain(result, System.out);
    assertThat(result.violations()).isEmpty();
    assertThat(result.orphans()).isZero();
  }
}
