package io.reeve.scheduler.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.reeve.proto.agent.v1.ConnectRequest;
import io.reeve.proto.agent.v1.ConnectResponse;
import io.reeve.proto.agent.v1.Inventory;
import io.reeve.proto.agent.v1.InventoryItem.State;
import io.reeve.proto.v1.Resources;
import io.reeve.scheduler.core.task.AttemptId;
import io.reeve.scheduler.core.task.TaskId;
import io.reeve.scheduler.core.task.TaskState;
import io.reeve.scheduler.engine.CommandLog;
import io.reeve.scheduler.engine.Commands;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How agents join, and who is refused. */
final class AgentJoinTest extends AgentStreams {
  @Test
  void join_isWelcomedWithLeaseAndTerm() {
    var welcome = joined("n1", "a").received().get(0).getWelcome();
    assertThat(welcome.getTerm()).isEqualTo(engine.role().term());
    assertThat(welcome.getHeartbeatInterval()).isEqualTo(Protos.of(HEARTBEAT));
    assertThat(welcome.getLease()).isEqualTo(Protos.of(LEASE));
    assertThat(welcome.getClusterName()).isEqualTo("test");
    assertThat(welcome.getHeadVersion()).isEqualTo("1.2.3");
    assertThat(registry.isConnected("n1")).isTrue();
    assertThat(registry.lastHeard("n1")).contains(time.now());
  }

  @Test
  void join_isWelcomedOnlyWhenItIsDurable() {
    var release = log.hold();
    var agent = FakeAgent.connect(channel).send(FakeAgent.join("n1", "a"));
    read(view -> 1);
    assertThat(agent.received()).isEmpty();
    release.complete(null);
    agent.awaitWelcome();
  }

  static Stream<Consumer<io.reeve.proto.agent.v1.Join.Builder>> malformedJoins() {
    return Stream.of(
        join -> join.setNode(""),
        join -> join.setNode("n/1"),
        join -> join.setNode("n".repeat(65)),
        join -> join.setBootId(""),
        join -> join.setInstanceId(""),
        join -> join.setInstanceId("i".repeat(300)),
        join -> join.setSockets(-1),
        join -> join.clearCapacity(),
        join -> join.setCapacity(Resources.newBuilder().setCores(-1)),
        join -> join.setCapacity(Resources.newBuilder().setCores(100_000)),
        join -> join.setCapacity(Resources.newBuilder().setCores(1).setMemoryBytes(-1)),
        join -> join.setCapacity(Resources.newBuilder().setCores(1).putNamed("GPU", 1)),
        join -> join.setCapacity(Resources.newBuilder().setCores(1).putNamed("gpu", -1)),
        join -> join.addInventory(FakeAgent.item(ATTEMPT, State.STATE_UNSPECIFIED)),
        join ->
            join.addInventory(
                FakeAgent.item(new AttemptId(TaskId.of(0, 1), 1), State.STATE_RUNNING)),
        join ->
            join.addInventory(FakeAgent.item(ATTEMPT, State.STATE_RUNNING))
                .addInventory(FakeAgent.item(ATTEMPT, State.STATE_ENDED)));
  }

  @ParameterizedTest
  @MethodSource("malformedJoins")
  void join_malformed_isRefused(Consumer<io.reeve.proto.agent.v1.Join.Builder> fault) {
    var join = FakeAgent.join("n1", "a");
    fault.accept(join);
    var agent = FakeAgent.connect(channel).send(join);
    assertThat(agent.awaitEnd()).isEqualTo("INVALID_ARGUMENT INVALID_FIELD");
    assertThat(read(view -> view.nodes().size()).intValue()).isZero();
  }

  @Test
  void join_otherProtocolVersion_isRefused() {
    var agent = FakeAgent.connect(channel).send(FakeAgent.join("n1", "a").setProtocolVersion(3));
    assertThat(agent.awaitEnd()).isEqualTo("FAILED_PRECONDITION AGENT_VERSION");
  }

  @Test
  void join_inParts_isWelcomedAfterTheLastWithAllOfIt() {
    submit(Commands.submitWithGrace(Duration.ofSeconds(10)));
    joined("n1", "a").await1("start", ConnectResponse::hasStart);
    var agent = FakeAgent.connect(channel);
    agent.send(FakeAgent.join("n1", "a").setInventoryContinues(true));
    for (var i = 2; i < 2_000; i++) {
      agent.send(part(true, new AttemptId(TaskId.of(i, 1), 1)));
    }
    read(view -> 1);
    assertThat(agent.received()).isEmpty();

    agent.send(part(false, ATTEMPT));

    agent.awaitWelcome();
    awaitState(TaskState.RUNNING); // what the last part said
    await("orders for what nobody knows")
        .until(() -> agent.received(ConnectResponse::hasStop).size() == 1_998);
  }

  private static ConnectRequest part(boolean continues, AttemptId attempt) {
    return ConnectRequest.newBuilder()
        .setInventory(
            Inventory.newBuilder()
                .addItems(FakeAgent.item(attempt, State.STATE_RUNNING))
                .setContinues(continues))
        .build();
  }

  @Test
  void join_inPartsThatAreTooMuchTogether_isRefused() {
    var agent = FakeAgent.connect(channel);
    agent.send(FakeAgent.join("n1", "a").setInventoryContinues(true));
    var item =
        FakeAgent.item(ATTEMPT, State.STATE_RUNNING).toBuilder()
            .setStdoutPath("/" + "x".repeat(1 << 20));
    for (var i = 0; i < 7; i++) {
      agent.send(
          ConnectRequest.newBuilder()
              .setInventory(Inventory.newBuilder().addItems(item).setContinues(true))
              .build());
    }
    assertThat(agent.awaitEnd()).isEqualTo("RESOURCE_EXHAUSTED INVENTORY_TOO_LARGE");
    assertThat(read(view -> view.nodes().size()).intValue()).isZero();
  }

  @Test
  void join_sameAttemptInTwoParts_isRefused() {
    var agent = FakeAgent.connect(channel);
    agent.send(
        FakeAgent.join("n1", "a")
            .addInventory(FakeAgent.item(ATTEMPT, State.STATE_RUNNING))
            .setInventoryContinues(true));
    agent.send(part(false, ATTEMPT));
    assertThat(agent.awaitEnd()).isEqualTo("INVALID_ARGUMENT INVALID_FIELD");
  }

  @Test
  void join_inParts_interrupted_isRefused() {
    var agent = FakeAgent.connect(channel);
    agent.send(FakeAgent.join("n1", "a").setInventoryContinues(true));
    agent.heartbeat(1);
    assertThat(agent.awaitEnd()).isEqualTo("INVALID_ARGUMENT INVALID_FIELD");
  }

  @Test
  void inventory_afterTheJoin_isRefused() {
    var agent = joined("n1", "a");
    agent.send(part(false, ATTEMPT));
    assertThat(agent.awaitEnd()).isEqualTo("INVALID_ARGUMENT INVALID_FIELD");
  }

  @Test
  void firstMessage_notAJoin_isRefused() {
    var agent = FakeAgent.connect(channel);
    agent.heartbeat(1);
    assertThat(agent.awaitEnd()).isEqualTo("INVALID_ARGUMENT INVALID_FIELD");
  }

  @Test
  void secondJoinInAStream_isRefused() {
    var agent = joined("n1", "a");
    agent.send(FakeAgent.join("n1", "a"));
    assertThat(agent.awaitEnd()).isEqualTo("INVALID_ARGUMENT INVALID_FIELD");
    await().until(() -> !registry.isConnected("n1"));
  }

  @Test
  void join_nameOfALiveAgent_isRefused() {
    var first = joined("n1", "a");
    var second = FakeAgent.connect(channel).send(FakeAgent.join("n1", "b"));
    assertThat(second.awaitEnd()).isEqualTo("ALREADY_EXISTS NODE_NAME_TAKEN");
    first.heartbeat(1);
    first.await1("the first goes on", ConnectResponse::hasHeartbeatAck);
  }

  @Test
  void join_newerStreamOfTheSameInstance_replacesTheOlder() {
    var older = joined("n1", "a");
    var newer = joined("n1", "a");
    assertThat(older.awaitEnd()).isEqualTo("ABORTED STREAM_REPLACED");
    newer.heartbeat(1);
    newer.await1("answer", ConnectResponse::hasHeartbeatAck);
    assertThat(registry.isConnected("n1")).isTrue();
  }

  @Test
  void join_newAgentOnTheSameMachineAfterAKill_isWelcomeAtOnce() {
    joined("n1", "a").kill();
    await().until(() -> !registry.isConnected("n1"));
    joined("n1", "b");
  }

  @Test
  void join_otherMachineWithTheNameOfASilentOne_waitsForItsLease() {
    joined("n1", "a").kill();
    await().until(() -> !registry.isConnected("n1"));
    time.advance(LEASE.minusSeconds(1));
    var other = FakeAgent.join("n1", "b").setBootId("boot-2");
    assertThat(FakeAgent.connect(channel).send(other).awaitEnd())
        .isEqualTo("ALREADY_EXISTS NODE_NAME_TAKEN");
    time.advance(Duration.ofSeconds(1));
    FakeAgent.connect(channel).send(other).awaitWelcome();
  }

  @Test
  void join_otherMachineAfterARestartOfTheHead_waitsALeaseWhileTasksMayRunOnTheFirst()
      throws Exception {
    running();
    restartHead();
    var other = FakeAgent.join("n1", "b").setBootId("boot-2");
    assertThat(FakeAgent.connect(channel).send(other).awaitEnd())
        .isEqualTo("ALREADY_EXISTS NODE_NAME_TAKEN");
    time.advance(LEASE.minusSeconds(1));
    assertThat(FakeAgent.connect(channel).send(other).awaitEnd())
        .isEqualTo("ALREADY_EXISTS NODE_NAME_TAKEN");
    awaitState(TaskState.RUNNING); // nothing was given up
    time.advance(Duration.ofSeconds(1));
    FakeAgent.connect(channel).send(other).awaitWelcome();
  }

  @Test
  void join_sameMachineAfterARestartOfTheHead_isWelcomeAtOnce() throws Exception {
    running();
    restartHead();
    joined("n1", "b");
  }

  @Test
  void join_rebootedAfterARestartOfTheHead_isWelcomeAtOnceWhenNothingRanThere() throws Exception {
    joined("n1", "a");
    restartHead();
    FakeAgent.connect(channel).send(FakeAgent.join("n1", "b").setBootId("boot-2")).awaitWelcome();
  }

  @Test
  void join_whileTheLogCannotBeWritten_isToBeTriedAgain() {
    disk.setFull(true);
    var agent = FakeAgent.connect(channel).send(FakeAgent.join("n1", "a"));
    assertThat(agent.awaitEnd()).isEqualTo("UNAVAILABLE HEAD_NOT_READY");
    disk.setFull(false);
    awaitRole(CommandLog.Role.Kind.LEADER);
    joined("n1", "a");
  }

  @Test
  void notLeading_endsStreamsAndTakesNoJoins() {
    var agent = joined("n1", "a");
    log.follow("other");
    assertThat(agent.awaitEnd()).isEqualTo("UNAVAILABLE HEAD_NOT_READY");
    assertThat(FakeAgent.connect(channel).send(FakeAgent.join("n1", "a")).awaitEnd())
        .isEqualTo("UNAVAILABLE HEAD_NOT_READY");
  }

  @Test
  void goodbye_endsTheStreamAndKeepsTheNode() {
    var agent = joined("n1", "a");
    agent.goodbye();
    assertThat(agent.awaitEnd()).isEqualTo("OK");
    assertThat(registry.isConnected("n1")).isFalse();
    assertThat(read(view -> view.node("n1").orElseThrow().reachable()).booleanValue()).isTrue();
  }
}
