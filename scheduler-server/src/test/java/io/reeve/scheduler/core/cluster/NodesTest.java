package io.reeve.scheduler.core.cluster;

import static io.reeve.scheduler.core.testing.Samples.attemptId;
import static io.reeve.scheduler.core.testing.Samples.exit;
import static io.reeve.scheduler.core.testing.Samples.exited;
import static io.reeve.scheduler.core.testing.Samples.failFast;
import static io.reeve.scheduler.core.testing.Samples.item;
import static io.reeve.scheduler.core.testing.Samples.killed;
import static io.reeve.scheduler.core.testing.Samples.neverStarted;
import static io.reeve.scheduler.core.testing.Samples.offer;
import static io.reeve.scheduler.core.testing.Samples.onceOnly;
import static io.reeve.scheduler.core.testing.Samples.ran;
import static io.reeve.scheduler.core.testing.Samples.residue;
import static io.reeve.scheduler.core.testing.Samples.resources;
import static io.reeve.scheduler.core.testing.Samples.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.scheduler.core.Refusal.Reason;
import io.reeve.scheduler.core.Resources;
import io.reeve.scheduler.core.job.JobState;
import io.reeve.scheduler.core.node.InventoryItem.Stage;
import io.reeve.scheduler.core.node.NodeOffer;
import io.reeve.scheduler.core.node.NodeState;
import io.reeve.scheduler.core.task.Cause;
import io.reeve.scheduler.core.task.ExitEvidence;
import io.reeve.scheduler.core.task.Forced;
import io.reeve.scheduler.core.task.TaskState;
import io.reeve.scheduler.core.testing.TestCluster;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nodes that join, join again with every kind of inventory, drain, are taken away and are lost. */
class NodesTest {
  private final TestCluster cluster = TestCluster.empty();

  @BeforeEach
  void aNode() {
    cluster.join("n1", 4);
  }

  // ---- first join ----

  @Test
  void firstJoin_isOnlineAndWakesThePlanner() {
    assertThat(cluster.last().planningPays()).isTrue();
    assertThat(cluster.node("n1").state()).isEqualTo(NodeState.ONLINE);
    assertThat(cluster.last().events())
        .extracting(Event::change)
        .containsExactly(new Event.NodeChanged("n1", NodeState.ONLINE, true));
  }

  @Test
  void firstJoin_withAttemptsNobodyKnows_takesNoWorkBeforeTheyAreGone() {
    cluster.submit(task());
    cluster.join(offer("n2", 1), item("7.7#1", Stage.RUNNING), item("1.1#3", Stage.ENDED));

    assertThat(cluster.node("n2").takesWork()).isFalse();
    assertThat(cluster.last().planningPays()).isFalse();
    assertThat(cluster.view().orders("n2"))
        .allSatisfy(order -> assertThat(order).isInstanceOf(Order.Stop.class))
        .extracting(Order::attempt)
        .containsExactly(attemptId("1.1#3"), attemptId("7.7#1"));
    assertThat(((Order.Stop) cluster.view().orders("n2").get(0)).cancellation().force()).isTrue();
    assertThat(cluster.view().order("n2", attemptId("7.7#1"))).isPresent();
    cluster.assign("n2", "1.1");
    assertThat(cluster.wasStale()).isTrue();

    cluster.ended("n2", "7.7#1", killed(Cause.NODE_LOST));
    assertThat(cluster.node("n2").takesWork()).isFalse();
    assertThat(cluster.last().planningPays()).isFalse();
    cluster.ended("n2", "1.1#3", exited(0));
    assertThat(cluster.node("n2").takesWork()).isTrue();
    assertThat(cluster.last().planningPays()).isTrue();
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.QUEUED);
  }

  // ---- joining again ----

  @ParameterizedTest
  @EnumSource(Stage.class)
  void rejoin_withARunningAttempt_keepsIt(Stage stage) {
    cluster.submit(task());
    cluster.run("n1", "1.1");
    cluster.rejoin("n1", item("1.1#1", stage));
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.RUNNING);
    assertThat(cluster.node("n1").leftovers()).isEmpty();
    assertThat(cluster.node("n1").tasks()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void rejoin_withADispatchingAttempt_learnsWhetherItStarted(Stage stage) {
    cluster.submit(task());
    cluster.assign("n1", "1.1");
    cluster.rejoin("n1", item("1.1#1", stage));
    assertThat(cluster.state("1.1"))
        .isEqualTo(stage == Stage.STARTING ? TaskState.DISPATCHING : TaskState.RUNNING);
    assertThat(cluster.attempt("1.1").pid()).isEqualTo(stage == Stage.STARTING ? 0 : 4711);
  }

  @Test
  void rejoin_withACancelingAttempt_learnsThatItStarted() {
    cluster.submit(task());
    cluster.assign("n1", "1.1");
    cluster.cancel("1.1");
    cluster.rejoin("n1", item("1.1#1", Stage.RUNNING));
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.CANCELING);
    assertThat(cluster.view().orders("n1")).hasSize(1);
    cluster.ended("1.1#1", killed(Cause.CANCELED));
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.FAILED);
  }

  @Test
  void rejoin_withoutADispatchingAttempt_tellsItAgain() {
    cluster.submit(task());
    cluster.assign("n1", "1.1");
    cluster.rejoin("n1");
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.DISPATCHING);
    assertThat(cluster.view().orders("n1"))
        .singleElement()
        .isInstanceOfSatisfying(
            Order.Start.class, start -> assertThat(start.attempt()).isEqualTo(attemptId("1.1#1")));
  }

  @Test
  void rejoin_withoutAnUnconfirmedCancelingAttempt_tellsItAgain() {
    cluster.submit(task());
    cluster.assign("n1", "1.1");
    cluster.cancel("1.1");
    cluster.reboot("n1");
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.CANCELING);
    cluster.ended("1.1#1", neverStarted());
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.CANCELED);
  }

  @Test
  void rejoin_withoutARunningAttempt_itsEndIsUnknownAndItIsNotRunAgain() {
    cluster.submit(task(), onceOnly(), task());
    cluster.run("n1", "1.1", "1.2", "1.3");
    cluster.cancel("1.3");
    cluster.rejoin("n1");
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.FAILED);
    assertThat(cluster.state("1.2")).isEqualTo(TaskState.FAILED);
    assertThat(cluster.task("1.2").cause()).isEqualTo(Cause.NODE_LOST);
    assertThat(cluster.state("1.3")).isEqualTo(TaskState.FAILED);
    assertThat(cluster.task("1.3").cause()).isEqualTo(Cause.CANCELED);
    assertThat(cluster.node("n1").used()).isEqualTo(Resources.NONE);
  }

  @Test
  void rejoin_withoutAFinishingAttempt_endsItByTheExitThatWasSeen() {
    cluster.submit(task(), task());
    cluster.run("n1", "1.1");
    cluster.assign("n1", "1.2"); // its start was never reported
    cluster.finishing("1.1#1", exit(0));
    cluster.finishing("1.2#1", exit(0));
    cluster.rejoin("n1");
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.FINISHED);
    assertThat(cluster.state("1.2")).isEqualTo(TaskState.FINISHED);
  }

  @Test
  void reboot_withoutItsAttempts_saysSo() {
    cluster.submit(onceOnly());
    cluster.run("n1", "1.1");
    cluster.reboot("n1");
    assertThat(cluster.attempt("1.1").exit()).isEqualTo(new ExitEvidence.Unknown("reboot"));
  }

  @Test
  void reboot_withTheAttemptInTheInventory_waitsForItsReport() {
    cluster.submit(onceOnly());
    cluster.run("n1", "1.1");
    cluster.reboot("n1", item("1.1#1", Stage.ENDED));
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.RUNNING);
    cluster.ended("1.1#1", exited(0));
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.FINISHED);
  }

  @Test
  void rejoin_withAnOlderAttempt_stopsItAndNothingElse() {
    cluster.join("n2", 4);
    cluster.submit(task());
    cluster.run("n1", "1.1");
    cluster.lose("n1");
    cluster.run("n2", "1.1");

    cluster.rejoin("n1", item("1.1#1", Stage.RUNNING));

    assertThat(cluster.node("n1").leftovers()).containsExactly(attemptId("1.1#1"));
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.RUNNING);
    assertThat(cluster.view().order("n2", attemptId("1.1#2"))).isPresent();
    cluster.ended("n1", "1.1#1", killed(Cause.NODE_LOST));
    assertThat(cluster.node("n1").leftovers()).isEmpty();
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.RUNNING);
  }

  @Test
  void rejoin_withAnAttemptThatIsCurrentElsewhere_stopsItThere() {
    cluster.join("n2", 4);
    cluster.submit(task());
    cluster.run("n1", "1.1");
    cluster.rejoin("n2", item("1.1#1", Stage.RUNNING));
    assertThat(cluster.node("n2").leftovers()).containsExactly(attemptId("1.1#1"));
    assertThat(cluster.view().order("n2", attemptId("1.1#1")))
        .hasValueSatisfying(order -> assertThat(order).isInstanceOf(Order.Stop.class));
    assertThat(cluster.view().order("n1", attemptId("1.1#1")))
        .hasValueSatisfying(order -> assertThat(order).isInstanceOf(Order.Start.class));
  }

  @Test
  void residue_ofALeftover_changesNothingAndIsNotStale() {
    cluster.rejoin("n1", item("7.7#1", Stage.RUNNING));
    cluster.apply(new Command.AttemptResidue("n1", attemptId("7.7#1"), null));
    assertThat(cluster.last().reply()).isEqualTo(new Reply.Done());
    cluster.apply(new Command.AttemptResidue("n1", attemptId("7.8#1"), null));
    assertThat(cluster.last().reply()).isEqualTo(new Reply.Stale(1));
  }

  @Test
  void rejoin_forgetsLeftoversThatAreGone() {
    cluster.rejoin("n1", item("7.7#1", Stage.RUNNING));
    assertThat(cluster.node("n1").leftovers()).hasSize(1);
    cluster.rejoin("n1");
    assertThat(cluster.node("n1").takesWork()).isTrue();
    assertThat(cluster.last().planningPays()).isTrue();
  }

  @Test
  void rejoin_afterALoss_isReachableAgainAndEmpty() {
    cluster.submit(onceOnly());
    cluster.run("n1", "1.1");
    cluster.rejoin("n1", item("1.1#1", Stage.RUNNING), item("8.8#1", Stage.ENDING));
    cluster.lose("n1");
    assertThat(cluster.node("n1").leftovers()).isEmpty();
    assertThat(cluster.node("n1").reachable()).isFalse();
    assertThat(cluster.node("n1").used()).isEqualTo(Resources.NONE);
    cluster.rejoin("n1");
    assertThat(cluster.node("n1").takesWork()).isTrue();
  }

  @Test
  void rejoin_withLessThanIsUsed_takesNothingNewUntilThereIsRoom() {
    cluster.submit(task(2), task(1), task(1));
    cluster.run("n1", "1.1", "1.2");
    cluster.resize(
        "n1", Resources.ofCores(2), item("1.1#1", Stage.RUNNING), item("1.2#1", Stage.RUNNING));
    assertThat(cluster.node("n1").used()).isEqualTo(Resources.ofCores(3));

    cluster.assign("n1", "1.3");
    assertThat(cluster.wasStale()).isTrue();
    cluster.ended("1.2#1", exited(0));
    cluster.assign("n1", "1.3");
    assertThat(cluster.wasStale()).isTrue();
    cluster.ended("1.1#1", exited(0));
    cluster.assign("n1", "1.3");
    assertThat(cluster.wasStale()).isFalse();
  }

  @Test
  void rejoin_withMore_wakesThePlanner() {
    cluster.submit(task(8));
    assertThat(cluster.view().queue().isHopeless(Resources.ofCores(8))).isTrue();
    cluster.resize("n1", Resources.ofCores(8));
    assertThat(cluster.last().planningPays()).isTrue();
    assertThat(cluster.view().queue().isHopeless(Resources.ofCores(8))).isFalse();
    assertThat(cluster.view().queue().scan(cluster.now()).next()).isPresent();
  }

  @Test
  void rejoin_unchanged_wakesThePlanner() {
    cluster.rejoin("n1"); // it could not be told anything while it was away
    assertThat(cluster.last().planningPays()).isTrue();
  }

  @Test
  void namedResources_areGivenBackToTheLast() {
    cluster.join(offer("n2", resources(4, 1000, "gpu", 2)));
    cluster.submit(task().withResources(resources(1, 10, "gpu", 2)));
    cluster.run("n2", "1.1");
    cluster.ended("1.1#1", exited(0));
    assertThat(cluster.node("n2").used()).isEqualTo(Resources.NONE);
  }

  // ---- online, offline ----

  @Test
  void takeOffline_drainsABusyNodeAndIsOfflineAfterTheLastTask() {
    cluster.submit(task(), task());
    cluster.run("n1", "1.1");
    cluster.offline("n1", false);
    assertThat(cluster.node("n1").state()).isEqualTo(NodeState.DRAINING);
    cluster.assign("n1", "1.2");
    assertThat(cluster.wasStale()).isTrue();
    cluster.offline("n1", false);
    assertThat(cluster.refusal()).isEqualTo(Reason.NODE_STATE);

    cluster.ended("1.1#1", exited(0));
    assertThat(cluster.node("n1").state()).isEqualTo(NodeState.OFFLINE);
    assertThat(cluster.last().events())
        .extracting(Event::change)
        .contains(new Event.NodeChanged("n1", NodeState.OFFLINE, true));
    cluster.offline("n1", true);
    assertThat(cluster.refusal()).isEqualTo(Reason.NODE_STATE);
  }

  @Test
  void takeOffline_ofAnIdleNode_isOfflineAtOnce() {
    cluster.offline("n1", false);
    assertThat(cluster.node("n1").state()).isEqualTo(NodeState.OFFLINE);
    cluster.rejoin("n1");
    assertThat(cluster.node("n1").state()).isEqualTo(NodeState.OFFLINE);
    cluster.online("n1");
    assertThat(cluster.node("n1").takesWork()).isTrue();
    assertThat(cluster.last().planningPays()).isTrue();
    cluster.online("n1");
    assertThat(cluster.refusal()).isEqualTo(Reason.NODE_STATE);
    cluster.online("n9");
    assertThat(cluster.refusal()).isEqualTo(Reason.NODE_NOT_FOUND);
  }

  @Test
  void takeOffline_withForce_queuesRerunnableTasksAgain() {
    cluster.submit(task(), onceOnly(), task(), onceOnly());
    cluster.run("n1", "1.1", "1.2");
    cluster.assign("n1", "1.4");
    cluster.run("n1", "1.3");
    cluster.finishing("1.3#1", exit(0));
    cluster.offline("n1", false);

    cluster.offline("n1", true);

    assertThat(cluster.told()).containsExactly("1.1#1", "1.2#1", "1.3#1", "1.4#1");
    assertThat(cluster.state("1.3")).isEqualTo(TaskState.FINISHING);
    cluster.ended("1.1#1", killed(Cause.NODE_LOST));
    cluster.ended("1.2#1", killed(Cause.NODE_LOST));
    cluster.ended("1.3#1", exited(0));
    cluster.ended("1.4#1", neverStarted());
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.QUEUED);
    assertThat(cluster.task("1.1").retries()).isZero(); // not the system's error
    assertThat(cluster.state("1.2")).isEqualTo(TaskState.FAILED);
    assertThat(cluster.task("1.2").cause()).isEqualTo(Cause.NODE_LOST);
    assertThat(cluster.state("1.3")).isEqualTo(TaskState.FINISHED);
    assertThat(cluster.state("1.4")).isEqualTo(TaskState.QUEUED); // once only, and not yet once
    assertThat(cluster.node("n1").state()).isEqualTo(NodeState.OFFLINE);
    assertThat(cluster.jobState(1)).isEqualTo(JobState.RUNNING);
  }

  @Test
  void takeOffline_withForce_killsAtOnceWhatAProgramLeftBehind_andKeepsItsOwnEnd() {
    cluster.submit(failFast(), task(), task(), task());
    cluster.run("n1", "1.1", "1.2");
    cluster.finishing("1.1#1", exit(0));
    cluster.finishing("1.2#1", exit(7));
    cluster.advance(Duration.ofSeconds(1));
    var at = cluster.now();

    cluster.offline("n1", true);

    assertThat(cluster.told()).containsExactly("1.1#1", "1.2#1");
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.FINISHING);
    var stop = (Order.Stop) cluster.view().order("n1", attemptId("1.1#1")).orElseThrow();
    assertThat(stop.cancellation().deadline()).isEqualTo(at);
    assertThat(cluster.cancel("1.1")).containsExactly(Verdict.ALREADY_ENDED); // as ever
    cluster.offline("n1", true);
    assertThat(cluster.last().effects()).isEmpty();

    cluster.ended("1.1#1", ran(exit(0), Cause.NODE_LOST, true)); // as the agent saw the order
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.FINISHED);
    assertThat(cluster.task("1.1").cause()).isEqualTo(Cause.EXITED);
    assertThat(cluster.attempt("1.1").exit()).isEqualTo(exit(0));
    assertThat(cluster.attempt("1.1").cause()).isEqualTo(Cause.EXITED);
    var kill = cluster.attempt("1.1").kill();
    assertThat(kill.requestedBy()).isEqualTo("operator");
    assertThat(kill.forced()).isEqualTo(new Forced("operator", at));

    cluster.ended("1.2#1", ran(exit(7), Cause.EXITED, true));
    assertThat(cluster.state("1.2")).isEqualTo(TaskState.FAILED);
    assertThat(cluster.task("1.2").cause()).isEqualTo(Cause.EXITED);
    assertThat(cluster.state("1.3")).isEqualTo(TaskState.CANCELED); // a failure like any other
    assertThat(cluster.node("n1").state()).isEqualTo(NodeState.OFFLINE);
  }

  @Test
  void takeOffline_withForceAndMessage_tellsTheTasksWhy() {
    cluster.submit(onceOnly());
    cluster.run("n1", "1.1");
    cluster.apply(new Command.TakeOffline(null, "n1", true, "operator", "new disk"));
    cluster.ended("1.1#1", killed(Cause.NODE_LOST));
    assertThat(cluster.task("1.1").message()).isEqualTo("new disk");
    assertThat(cluster.node("n1").message()).isEqualTo("new disk");
    cluster.online("n1");
    assertThat(cluster.node("n1").message()).isEmpty();
  }

  @Test
  void nodeLost_itsAttemptsAreSurelyDead() {
    cluster.submit(task(), onceOnly());
    cluster.run("n1", "1.1", "1.2");
    cluster.advance(Duration.ofSeconds(122));
    cluster.lose("n1");

    assertThat(cluster.attempt("1.1").surelyDeadBy()).isEqualTo(cluster.now());
    assertThat(cluster.attempt("1.2").surelyDeadBy()).isEqualTo(cluster.now());
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.QUEUED);
    assertThat(cluster.state("1.2")).isEqualTo(TaskState.FAILED);
  }

  @Test
  void nodeLost_thatKeepsNoLease_runsNothingAgain() {
    var plain = new NodeOffer("n2", "boot-2", "a", Resources.ofCores(4), 1, "0.1", "session-scan");
    cluster.join(plain);
    cluster.submit(task());
    cluster.run("n2", "1.1");
    cluster.lose("n2");

    assertThat(cluster.state("1.1")).isEqualTo(TaskState.FAILED);
    assertThat(cluster.task("1.1").cause()).isEqualTo(Cause.NODE_LOST);
    assertThat(cluster.attempt("1.1").surelyDeadBy()).isNull();
  }

  @Test
  void nodeLost_withResidue_isNotCalledDeadAndNotRunAgain() {
    cluster.submit(task());
    cluster.run("n1", "1.1");
    cluster.apply(new Command.AttemptResidue("n1", attemptId("1.1#1"), residue(1)));
    cluster.lose("n1");

    assertThat(cluster.state("1.1")).isEqualTo(TaskState.FAILED);
    assertThat(cluster.attempt("1.1").surelyDeadBy()).isNull();
  }

  @Test
  void nodeLost_whileItsTasksAreTakenAway_queuesThemAgain() {
    cluster.submit(task(), onceOnly());
    cluster.run("n1", "1.1", "1.2");
    cluster.offline("n1", true);
    cluster.lose("n1");
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.QUEUED);
    assertThat(cluster.state("1.2")).isEqualTo(TaskState.FAILED);
    assertThat(cluster.node("n1").state()).isEqualTo(NodeState.OFFLINE);
    assertThat(cluster.node("n1").reachable()).isFalse();
  }

  @Test
  void rejoinOfADrainingNode_withoutItsLastAttempt_isOffline() {
    cluster.submit(task());
    cluster.run("n1", "1.1");
    cluster.offline("n1", false);
    cluster.rejoin("n1");
    assertThat(cluster.node("n1").state()).isEqualTo(NodeState.OFFLINE);
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.FAILED);
  }

  @Test
  void attemptsOn_andUnknownNodes() {
    cluster.submit(task());
    cluster.run("n1", "1.1");
    assertThat(cluster.view().attemptsOn("n1")).containsExactly(attemptId("1.1#1"));
    assertThat(cluster.view().attemptsOn("n9")).isEmpty();
    assertThat(cluster.view().orders("n9")).isEmpty();
    assertThat(cluster.view().order("n9", attemptId("1.1#1"))).isEmpty();
    assertThat(cluster.view().node("n9")).isEmpty();
    assertThat(cluster.view().nodes()).extracting(node -> node.name()).isEqualTo(List.of("n1"));
  }
}
