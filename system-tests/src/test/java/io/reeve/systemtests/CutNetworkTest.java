package io.reeve.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reeve.client.model.Attempt;
import io.reeve.client.model.Cause;
import io.reeve.client.model.ExitStatus;
import io.reeve.client.model.JobSubmission;
import io.reeve.client.model.NodeOffline;
import io.reeve.client.model.NodeState;
import io.reeve.client.model.Task;
import io.reeve.client.model.TaskId;
import io.reeve.client.model.TaskSpec;
import io.reeve.client.model.TaskState;
import io.reeve.testing.AttemptLives;
import io.reeve.testing.Distribution;
import io.reeve.testing.Until;
import io.reeve.testing.net.NetworkCluster;
import io.reeve.testing.net.TestNetwork;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Head node and agents on hosts of their own, with the network between them cut, one way or both,
 * and with one of them frozen: what runs never runs twice at once, and is dead by the time that was
 * published. The programs ignore the polite signal and have a child that left their session.
 */
class CutNetworkTest {
  private static final List<String> NODES = List.of("n1", "n2", "n3");

  /** A lease of 5 s; a node counts as lost 2 s after the last moment of its tasks. */
  private static final Map<String, String> PARAMETERS =
      Map.of("HeartbeatInterval", "500ms", "InactivityCount", "10");

  private static final Duration LEASE = Duration.ofSeconds(5);
  private static final Duration LOST_AFTER = LEASE.plus(LEASE.dividedBy(3)).plusSeconds(2);

  private static final String STUBBORN =
      "trap '' TERM; (setsid sh -c 'trap \"\" TERM; while :; do sleep 60; done' &);"
          + " while :; do sleep 60; done";
  private static final Duration BOUND = Duration.ofSeconds(60);

  private static NetworkCluster cluster;

  private final String mark = UUID.randomUUID().toString();
  private AttemptLives lives;

  @BeforeAll
  static void startCluster() throws Exception {
    var whyNot = TestNetwork.whyNot();
    if (System.getenv("CI") != null) {
      assertThat(whyNot).as("network namespaces, which must be tested here").isEmpty();
    }
    assumeTrue(whyNot.isEmpty(), whyNot);
    cluster = new NetworkCluster(Distribution.home(), PARAMETERS, NODES.toArray(String[]::new));
  }

  @AfterAll
  static void stopCluster() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  @BeforeEach
  void watchProcesses() {
    lives = new AttemptLives(mark);
  }

  @AfterEach
  void heal() throws Exception {
    lives.close();
    cluster.heal();
    cluster.clear();
    online(NODES.toArray(String[]::new));
  }

  @Test
  void cut_shorterThanTheLease_changesNothing() throws Exception {
    var task = startOn("n1", stubborn());
    var before = get(task).lastAttempt().orElseThrow();

    cluster.host("n1").unplug();
    Until.holds("the head node misses it", () -> surelyDeadBy(task).isPresent());
    cluster.host("n1").mend();
    Until.holds("it is heard again", () -> surelyDeadBy(task).isEmpty());

    var after = get(task);
    assertThat(after.state()).isEqualTo(TaskState.RUNNING);
    assertThat(after.attempt()).isEqualTo(1);
    assertThat(after.lastAttempt().orElseThrow().pid()).isEqualTo(before.pid());
    assertThat(after.cancellation()).isEmpty();
    assertThat(lives.isAlive(task + ".0.1")).isTrue();
  }

  @Test
  void cut_longerThanTheLease_diesInTimeAndRunsElsewhereAfterwards() throws Exception {
    var again = startOn("n1", stubborn());
    var once = startOn("n1", stubborn().rerunnable(false));
    cluster.host("n1").unplug();
    Until.holds("the head node misses it", () -> surelyDeadBy(again).isPresent());
    var by = surelyDeadBy(again).orElseThrow();
    assertThat(surelyDeadBy(once).orElseThrow()).isBetween(by.minusMillis(200), by.plusMillis(200));
    online("n2");

    assertRunsElsewhereAfterItsDeath(again, "n2");

    assertThat(last(again, 1)).isBefore(by);
    assertThat(last(once, 1)).isBefore(by);
    var lost = cluster.client().tasks().waitFor(once, BOUND);
    assertThat(lost.state()).isEqualTo(TaskState.FAILED);
    assertThat(lost.cause()).contains(Cause.NODE_LOST);
    assertThat(lost.exit()).contains(ExitStatus.unknown("node lost")); // nobody saw it
    assertThat(lost.lastAttempt().orElseThrow().surelyDeadBy().orElseThrow())
        .isAfterOrEqualTo(by.minusMillis(200));

    cluster.host("n1").mend();
    assertTakesWorkAgain("n1");
    assertThat(get(again).attempt()).isEqualTo(2);
    assertThat(get(once)).isEqualTo(lost); // what its agent says of it now comes too late
  }

  @Test
  void loss_inOneDirection_diesInTimeAndRunsElsewhereAfterwards() throws Exception {
    var unheard = startOn("n1", stubborn());
    var deaf = startOn("n2", stubborn());
    cluster.host("n1").losesAllTo(cluster.headHost());
    cluster.headHost().losesAllTo(cluster.host("n2"));
    offline("n2"); // else the other one may be given to it before it is lost
    online("n3");

    assertRunsElsewhereAfterItsDeath(unheard, "n3");
    assertRunsElsewhereAfterItsDeath(deaf, "n3");

    cluster.host("n1").mend();
    cluster.headHost().mend();
    assertTakesWorkAgain("n1");
    assertTakesWorkAgain("n2");
  }

  @Test
  void head_frozenForLongerThanTheLease_losesNoNode() throws Exception {
    var lostBefore = nodesLost();
    var task = startOn("n1", stubborn());
    cluster.freezeHead();
    var frozen = Instant.now();
    Until.holds("the agent ends it by its lease", () -> lives.isOver(task + ".0.1"));
    assertThat(last(task, 1)).isBefore(frozen.plus(LOST_AFTER));
    Until.holds(
        "a head node that ran would give it up",
        () -> Instant.now().isAfter(frozen.plus(LOST_AFTER).plusSeconds(1)));

    cluster.thawHead();
    Until.holds("it is run again", () -> isRunning(task, 2));

    assertThat(nodesLost()).isEqualTo(lostBefore);
    var first = get(task).attempts().get(0);
    assertProvenByLease(first);
    assertThat(first.surelyDeadBy()).isEmpty(); // its death is proven, not counted
    assertLivesApart(task);
  }

  @Test
  void agent_frozen_supervisorsEndItInTimeAndTheThawedAgentIsReconciled() throws Exception {
    var task = startOn("n1", stubborn());
    cluster.freezeAgent("n1");
    Until.holds("the head node misses it", () -> surelyDeadBy(task).isPresent());
    var by = surelyDeadBy(task).orElseThrow();
    online("n2");

    assertRunsElsewhereAfterItsDeath(task, "n2");
    assertThat(last(task, 1)).isBefore(by);

    cluster.thawAgent("n1");
    assertTakesWorkAgain("n1");
  }

  // ---- steps ----

  private TaskSpec.Builder stubborn() {
    return TaskSpec.command("/bin/sh", "-c", STUBBORN).env(AttemptLives.VARIABLE, mark);
  }

  /** Runs on this node, the only one online from now on. */
  private TaskId startOn(String node, TaskSpec.Builder spec) {
    online(node);
    NODES.stream().filter(other -> !other.equals(node)).forEach(CutNetworkTest::offline);
    var task = cluster.client().jobs().submit(JobSubmission.of(spec.build())).task(1);
    Until.holds(task + " runs", () -> isRunning(task, 1) && lives.isAlive(task + ".0.1"));
    assertThat(get(task).lastAttempt().orElseThrow().node()).isEqualTo(node);
    return task;
  }

  private void assertRunsElsewhereAfterItsDeath(TaskId task, String node) {
    Until.holds(task + " runs again", () -> isRunning(task, 2));
    Until.holds(task + " is seen to", () -> lives.isAlive(task + ".0.2"));
    var attempts = get(task).attempts();
    assertThat(attempts.get(1).node()).isEqualTo(node);
    assertLivesApart(task);
    var first = attempts.get(0);
    assertThat(first.cause()).contains(Cause.NODE_LOST);
    if (first.surelyDeadBy().isPresent()) {
      assertThat(attempts.get(1).dispatchTime()).isAfterOrEqualTo(first.surelyDeadBy().get());
    } else {
      assertProvenByLease(first);
    }
  }

  private void assertLivesApart(TaskId task) {
    Until.holds("the second is seen", () -> lives.of(task + ".0.2").isPresent());
    assertThat(last(task, 1)).isBefore(lives.of(task + ".0.2").orElseThrow().first());
    assertThat(lives.isAlive(task + ".0.1")).isFalse();
  }

  private static void assertProvenByLease(Attempt attempt) {
    var kill = attempt.killRecord().orElseThrow();
    assertThat(kill.cause()).contains(Cause.NODE_LOST);
    assertThat(kill.goneTime()).isPresent();
    assertThat(kill.unproven()).isEmpty();
    assertThat(kill.escalated()).isTrue();
    var begun = kill.beginTime().orElseThrow();
    assertThat(Duration.between(begun, kill.goneTime().get())).isLessThan(LEASE.dividedBy(2));
  }

  /** With nothing left of before, it runs a task to its end. */
  private void assertTakesWorkAgain(String node) {
    Until.holds(
        node + " is reconciled",
        () -> {
          var now = cluster.client().nodes().get(node);
          return now.reachable() && now.leftovers() == 0 && now.tasks() == 0;
        });
    online(node);
    NODES.stream().filter(other -> !other.equals(node)).forEach(CutNetworkTest::offline);
    var task =
        cluster.client().jobs().submit(JobSubmission.of(TaskSpec.ofCommand("/bin/true"))).task(1);
    var ended = cluster.client().tasks().waitFor(task, BOUND);
    assertThat(ended.state()).isEqualTo(TaskState.FINISHED);
    assertThat(ended.lastAttempt().orElseThrow().node()).isEqualTo(node);
  }

  private Instant last(TaskId task, int attempt) {
    return lives.of(task + ".0." + attempt).orElseThrow().last();
  }

  private static Task get(TaskId task) {
    return cluster.client().tasks().get(task);
  }

  private static boolean isRunning(TaskId task, int attempt) {
    var now = get(task);
    return now.state() == TaskState.RUNNING && now.attempt() == attempt;
  }

  private static Optional<Instant> surelyDeadBy(TaskId task) {
    return get(task).lastAttempt().flatMap(Attempt::surelyDeadBy);
  }

  private static long nodesLost() {
    return cluster.client().cluster().status().counters().getOrDefault("nodes_lost", 0L);
  }

  private static void online(String... nodes) {
    Arrays.stream(nodes)
        .filter(CutNetworkTest::isOffline)
        .forEach(cluster.client().nodes()::bringOnline);
  }

  private static void offline(String node) {
    if (!isOffline(node)) {
      cluster.client().nodes().takeOffline(NodeOffline.of(node));
    }
  }

  private static boolean isOffline(String node) {
    return cluster.client().nodes().get(node).state() != NodeState.ONLINE;
  }
}
