package io.reeve.scheduler.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.reeve.proto.agent.v1.ConnectRequest;
import io.reeve.proto.agent.v1.ConnectResponse;
import io.reeve.proto.agent.v1.InventoryItem.State;
import io.reeve.proto.v1.Resources;
import io.reeve.scheduler.core.task.AttemptId;
import io.reeve.scheduler.core.task.TaskId;
import io.reeve.scheduler.core.task.TaskState;
import io.reeve.scheduler.engine.CommandLog;
import io.reeve.scheduler.engine.Commands;
import io.reeve.scheduler.engine.LogException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Orders, reports and leases of agents that have joined. */
final class AgentStreamTest extends AgentStreams {
  // ---- orders ----

  @Test
  void assigned_isStarted_withSpecAndTerm() {
    var agent = joined("n1", "a");
    submit(Commands.submitWithGrace(Duration.ofSeconds(10)));
    var start = agent.await1("start", ConnectResponse::hasStart).getStart();
    assertThat(start.getAttempt()).isEqualTo(Protos.of(ATTEMPT));
    assertThat(start.getSpec().getCommandList()).containsExactly("/bin/true");
    assertThat(start.getTerm()).isEqualTo(engine.role().term());
    assertThat(start.getGracePeriod()).isEqualTo(Protos.of(Duration.ofSeconds(10)));
    assertThat(start.getOwner()).isEqualTo("ann");
  }

  @Test
  void rejoin_isToldEverythingAgain() {
    var agent = running();
    agent.kill();
    var again =
        FakeAgent.connect(channel)
            .send(
                FakeAgent.join("n1", "a")
                    .addInventory(FakeAgent.item(ATTEMPT, State.STATE_RUNNING)))
            .awaitWelcome();
    assertThat(again.await1("start", ConnectResponse::hasStart).getStart().getAttempt())
        .isEqualTo(Protos.of(ATTEMPT));
  }

  @Test
  void restartedHead_tellsEverythingAgainInItsNewTerm() throws Exception {
    running();
    var term = engine.role().term();
    submit(Commands.cancel(TASK));
    restartHead();
    var again =
        FakeAgent.connect(channel)
            .send(
                FakeAgent.join("n1", "a")
                    .addInventory(FakeAgent.item(ATTEMPT, State.STATE_RUNNING)));
    var stop = again.await1("stop", ConnectResponse::hasStop).getStop();
    assertThat(stop.getTerm()).isGreaterThan(term);
  }

  @Test
  void cancel_sentPromptly_givesTheFullGrace() {
    var agent = running();
    submit(Commands.cancel(TASK));
    var stop = agent.await1("stop", ConnectResponse::hasStop).getStop();
    assertThat(stop.getGracePeriod()).isEqualTo(Protos.of(Duration.ofSeconds(10)));
    assertThat(stop.getRequestedBy()).isEqualTo("ann");
    assertThat(stop.getMessage()).isEqualTo("enough");
    assertThat(stop.getAcceptTime()).isEqualTo(Protos.of(time.now()));
  }

  @Test
  void cancel_whileTheNodeIsAway_isToldWithWhatIsLeftOfTheGrace() {
    running().kill();
    await().until(() -> !registry.isConnected("n1"));
    submit(Commands.cancel(TASK));
    time.advance(Duration.ofSeconds(4));
    var again =
        FakeAgent.connect(channel)
            .send(
                FakeAgent.join("n1", "a")
                    .addInventory(FakeAgent.item(ATTEMPT, State.STATE_RUNNING)));
    assertThat(again.await1("stop", ConnectResponse::hasStop).getStop().getGracePeriod())
        .isEqualTo(Protos.of(Duration.ofSeconds(6)));
  }

  @Test
  void leftover_isStoppedAtOnce() {
    var agent =
        FakeAgent.connect(channel)
            .send(
                FakeAgent.join("n1", "a")
                    .addInventory(FakeAgent.item(ATTEMPT, State.STATE_RUNNING)));
    var stop = agent.await1("stop", ConnectResponse::hasStop).getStop();
    assertThat(stop.getGracePeriod()).isEqualTo(Protos.of(Duration.ZERO));
  }

  // ---- reports ----

  @Test
  void ended_isAcknowledgedWhenItIsDurable() {
    var agent = running();
    var release = log.hold();
    agent.ended(ATTEMPT);
    read(view -> 1);
    assertThat(agent.acknowledged()).isEmpty();
    release.complete(null);
    var acknowledge = agent.await1("acknowledge", ConnectResponse::hasAcknowledge).getAcknowledge();
    assertThat(acknowledge.getEndedList()).containsExactly(Protos.of(ATTEMPT));
    awaitState(TaskState.FINISHED);
  }

  @Test
  void ended_saidAgain_isAcknowledgedAgainAndCounted() {
    var agent = running();
    agent.ended(ATTEMPT);
    agent.ended(ATTEMPT);
    await().until(() -> agent.acknowledged().size() == 2);
    assertThat(counters.values()).containsEntry("stale_reports", 1L);
  }

  @Test
  void report_thatNamesNoAttempt_endsTheStream() {
    var agent = joined("n1", "a");
    agent.ended(new AttemptId(TaskId.of(1, 0), 1));
    assertThat(agent.awaitEnd()).isEqualTo("INVALID_ARGUMENT INVALID_FIELD");
  }

  @Test
  void message_ofANewerAgent_isPassedOver() {
    var agent = joined("n1", "a");
    agent.send(ConnectRequest.getDefaultInstance());
    agent.heartbeat(1);
    agent.await1("answer", ConnectResponse::hasHeartbeatAck);
  }

  @Test
  void report_notLogged_agentHasToJoinAgain() {
    var agent = running();
    log.failNext(LogException.Outcome.UNWRITABLE);
    agent.ended(ATTEMPT);
    await().until(() -> counters.values().getOrDefault("reports_not_logged", 0L) == 1);
    assertThat(agent.isOpen()).isTrue();
    time.advance(Duration.ofSeconds(1));
    assertThat(agent.awaitEnd()).isEqualTo("UNAVAILABLE REJOIN");
  }

  @Test
  void report_whileTheDiskIsFull_agentStaysUntilThereIsRoom() {
    var agent = running();
    disk.setFull(true);
    agent.ended(ATTEMPT);
    awaitRole(CommandLog.Role.Kind.READ_ONLY);
    time.advance(Duration.ofSeconds(30));
    agent.heartbeat(1);
    agent.await1("answer", ConnectResponse::hasHeartbeatAck);
    assertThat(agent.isOpen()).isTrue();
    disk.setFull(false);
    assertThat(agent.awaitEnd()).isEqualTo("UNAVAILABLE REJOIN");
  }

  // ---- leases ----

  @Test
  void heartbeat_isAnsweredFromMemory() {
    var agent = joined("n1", "a");
    var entries = disk.size();
    time.advance(Duration.ofSeconds(1));
    agent.heartbeat(7);
    var answer = agent.await1("answer", ConnectResponse::hasHeartbeatAck).getHeartbeatAck();
    assertThat(answer.getSequence()).isEqualTo(7);
    assertThat(answer.getLease()).isEqualTo(Protos.of(LEASE));
    assertThat(answer.getTerm()).isEqualTo(engine.role().term());
    assertThat(disk.size()).isEqualTo(entries);
    assertThat(registry.lastHeard("n1")).contains(time.now());
  }

  @Test
  void heartbeat_carriesChangedParameters() {
    var agent = joined("n1", "a");
    submit(Commands.setParameter("HeartbeatInterval", "1s"));
    agent.heartbeat(1);
    var answer = agent.await1("answer", ConnectResponse::hasHeartbeatAck).getHeartbeatAck();
    assertThat(answer.getHeartbeatInterval()).isEqualTo(Protos.of(Duration.ofSeconds(1)));
    assertThat(answer.getLease()).isEqualTo(Protos.of(Duration.ofSeconds(3)));
  }

  private boolean isReachable(String node) {
    return read(view -> view.node(node).orElseThrow().reachable());
  }

  @Test
  void silence_pastLeaseAndMargin_isLost() {
    var agent = running();
    time.advance(LOST_AFTER.minusSeconds(2));
    assertThat(isReachable("n1")).isTrue();
    time.advance(Duration.ofSeconds(3));
    await().until(() -> !isReachable("n1"));
    assertThat(agent.awaitEnd()).isEqualTo("UNAVAILABLE REJOIN");
    awaitState(TaskState.QUEUED); // it may be started again elsewhere
  }

  @Test
  void silence_isCountedFromTheLastAnswer() {
    var agent = joined("n1", "a");
    for (var sequence = 1; sequence <= 10; sequence++) {
      time.advance(HEARTBEAT);
      agent.heartbeat(sequence);
    }
    assertThat(isReachable("n1")).isTrue();
    time.advance(LOST_AFTER.minusSeconds(2));
    assertThat(isReachable("n1")).isTrue();
    time.advance(Duration.ofSeconds(3));
    await().until(() -> !isReachable("n1"));
  }

  @Test
  void lease_shortened_doesNotGiveUpANodeThatMayTrustTheLongerOne() {
    joined("n1", "a");
    submit(Commands.setParameter("HeartbeatInterval", "1s"));
    time.advance(LEASE);
    assertThat(isReachable("n1")).isTrue();
  }

  @Test
  void headStoodStill_everybodyIsTrustedAnew() {
    joined("n1", "a");
    time.sleepThrough(LOST_AFTER.multipliedBy(10));
    time.advance(LOST_AFTER.minusSeconds(2));
    assertThat(isReachable("n1")).isTrue();
    time.advance(Duration.ofSeconds(3));
    await().until(() -> !isReachable("n1"));
  }

  @Test
  void restartedHead_grantsEveryNodeAFullTerm() throws Exception {
    joined("n1", "a");
    time.advance(LEASE);
    restartHead();
    time.advance(LOST_AFTER.minusSeconds(2));
    assertThat(isReachable("n1")).isTrue();
    time.advance(Duration.ofSeconds(3));
    await().until(() -> !isReachable("n1"));
  }

  @Test
  void restartedHead_afterTheLeaseWasShortened_trustsByTheLongerOne() throws Exception {
    running();
    submit(Commands.setParameter("HeartbeatInterval", "1s"));
    restartHead();
    time.advance(LOST_AFTER.minusSeconds(2));
    assertThat(isReachable("n1")).isTrue();
    time.advance(Duration.ofSeconds(3));
    await().until(() -> !isReachable("n1"));
  }

  @Test
  void restartedHead_longAfterTheLeaseWasShortened_goesByTheShorterOne() throws Exception {
    var agent = running();
    submit(Commands.setParameter("HeartbeatInterval", "1s"));
    for (var sequence = 1; sequence <= 2 * LOST_AFTER.toSeconds(); sequence++) {
      time.advance(Duration.ofSeconds(1));
      agent.heartbeat(sequence);
    }
    restartHead();
    time.advance(Duration.ofSeconds(7)); // 3 of lease, 1 of grace, 2 of slack, and one
    await().until(() -> !isReachable("n1"));
  }

  @Test
  void lostNode_joinsAgain_andItsLeftoversAreStopped() {
    running();
    time.advance(LOST_AFTER.plusSeconds(1));
    await().until(() -> !isReachable("n1"));
    var again =
        FakeAgent.connect(channel)
            .send(
                FakeAgent.join("n1", "a")
                    .addInventory(FakeAgent.item(ATTEMPT, State.STATE_RUNNING)))
            .awaitWelcome();
    assertThat(again.await1("stop", ConnectResponse::hasStop).getStop().getAttempt())
        .isEqualTo(Protos.of(ATTEMPT));
    assertThat(isReachable("n1")).isTrue();
  }

  // ---- slow agents ----

  @Test
  void slowAgent_costsTheOthersNothing_andIsToldTheStateWhenItReads() {
    var slow = FakeAgent.connectWithoutReading(channel);
    slow.send(FakeAgent.join("slow", "s"));
    await().until(() -> registry.isConnected("slow"));
    submit(Commands.submit(4)); // all on the one node there is
    await().until(() -> read(view -> view.attemptsOn("slow").size()) == 4);
    submit(Commands.cancel(TASK)); // before it was told of it
    var quick = joined("quick", "q");
    submit(Commands.submit(1));
    quick.await1("start", ConnectResponse::hasStart);
    assertThat(slow.received()).isEmpty();

    slow.readMore(100);
    await().until(() -> slow.received().size() == 5);
    assertThat(slow.received().get(0).hasWelcome()).isTrue();
    assertThat(slow.received(ConnectResponse::hasStart)).hasSize(3);
    assertThat(slow.received(ConnectResponse::hasStop)).hasSize(1); // never the outdated start
  }

  @Test
  void slowAgent_farBehind_isToldEverythingInstead() {
    var attempts = NodeLink.MAX_DUE + 500;
    var slow = FakeAgent.connectWithoutReading(channel);
    slow.readMore(2); // the welcome and one start
    slow.send(FakeAgent.join("slow", "s").setCapacity(Resources.newBuilder().setCores(attempts)));
    slow.awaitWelcome();
    submit(Commands.submit(attempts));
    await().until(() -> counters.values().getOrDefault("resyncs", 0L) == 1);
    await().until(() -> read(view -> view.attemptsOn("slow").size()) == attempts);
    slow.readMore(10 * attempts);
    // The one that it got before, and all of them again.
    await().until(() -> slow.received(ConnectResponse::hasStart).size() == attempts + 1);
    assertThat(
            slow.received(ConnectResponse::hasStart).stream()
                .map(start -> start.getStart().getAttempt())
                .distinct())
        .hasSize(attempts);
  }
}
