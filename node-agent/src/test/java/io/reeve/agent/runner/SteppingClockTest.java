package io.reeve.agent.runner;

import static io.reeve.agent.testing.TestOrders.cancel;
import static io.reeve.agent.testing.TestOrders.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.StartOrder;
import io.reeve.agent.testing.LeaseText;
import io.reeve.agent.testing.Leftovers;
import io.reeve.agent.testing.LiveNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The C supervisor with a wall clock that steps an hour either way at each look: nothing that it
 * ends by itself ends earlier or later for that. The times are measured here, by another clock.
 */
class SteppingClockTest {
  private static final AttemptId ID = AttemptContract.ID;
  private static final Duration SPAN = Duration.ofMillis(1200);
  private static final Duration SLACK = Duration.ofSeconds(2);

  @TempDir static Path built;
  @TempDir Path data;
  private LiveNode node;
  private boolean away;

  @BeforeAll
  static void build() throws Exception {
    assumeTrue(Files.exists(LiveNode.nativeSupervisor()), "no C compiler at build time");
    List<String> command = new ArrayList<>(List.of("cc", "-std=gnu11", "-O1"));
    command.addAll(
        List.of("-Wl,--wrap=clock_gettime", "-o", built.resolve("supervisor").toString()));
    command.add(Path.of("src", "test", "c", "stepping-clock.c").toString());
    try (Stream<Path> sources = Files.list(Path.of("src", "main", "c"))) {
      sources.map(Path::toString).filter(name -> name.endsWith(".c")).forEach(command::add);
    }
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  @BeforeEach
  void startNode() throws IOException {
    node = new LiveNode(data, built.resolve("supervisor"));
  }

  @AfterEach
  void stopNode() throws IOException {
    leave();
    Leftovers.end(data);
  }

  @Test
  void lease_isKept() throws IOException {
    long over = System.nanoTime() + SPAN.toNanos();
    LeaseText.write(data, over, SPAN);
    long pid = start(stubborn(Duration.ofSeconds(30)));
    leave();

    assertThat(deathAfter(pid, over)).isBetween(Duration.ZERO, SLACK);
  }

  @Test
  void graceOfACancel_isKept() throws IOException {
    long pid = start(stubborn(Duration.ZERO));
    long asked = System.nanoTime();
    node.stop(ID, cancel(SPAN));
    node.call(() -> {}); // the order is on disk
    leave();

    assertThat(deathAfter(pid, asked)).isBetween(SPAN, SPAN.plus(SLACK));
  }

  @Test
  void timeLimitAndItsGrace_areKept() throws IOException {
    long before = System.nanoTime();
    long pid = start(AttemptContract.withTimeLimit(stubborn(SPAN), SPAN));
    leave();

    assertThat(deathAfter(pid, before))
        .isBetween(SPAN.multipliedBy(2), SPAN.multipliedBy(3).plus(SLACK));
  }

  /** The agent goes, the supervisor is alone. */
  private void leave() throws IOException {
    if (!away) {
      away = true;
      node.close();
    }
  }

  private long start(StartOrder order) {
    node.start(order);
    long pid = node.awaitStarted(ID);
    await("ready").until(() -> Files.exists(data.resolve("ready")));
    return pid;
  }

  private StartOrder stubborn(Duration grace) {
    return AttemptContract.within(
        grace, shell(ID, "trap '' TERM; touch " + data + "/ready; while :; do sleep 0.01; done"));
  }

  private static Duration deathAfter(long pid, long moment) {
    await("death")
        .pollInterval(5, TimeUnit.MILLISECONDS)
        .until(() -> !AttemptContract.isAlive(pid));
    return Duration.ofNanos(System.nanoTime() - moment);
  }
}
