package io.reeve.scheduler.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.reeve.proto.agent.v1.Condition;
import io.reeve.proto.agent.v1.ConnectRequest;
import io.reeve.proto.agent.v1.ConnectResponse;
import io.reeve.proto.agent.v1.Inventory;
import io.reeve.proto.v1.NodeProblem;
import io.reeve.proto.v1.Orphan;
import io.reeve.proto.v1.ProcessInfo;
import io.reeve.scheduler.core.node.NodeCondition;
import io.reeve.scheduler.core.task.TaskState;
import io.reeve.scheduler.engine.Commands;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What agents tell of their nodes, and what follows from it. */
final class NodeConditionTest extends AgentStreams {
  private static final Condition.Builder NOTHING = Condition.newBuilder();

  private static Condition.Builder disk() {
    return Condition.newBuilder()
        .addProblems(
            NodeProblem.newBuilder()
                .setKind(NodeProblem.Kind.KIND_DISK)
                .setMessage("/data is full")
                .setSinceTime(Protos.of(Instant.EPOCH)));
  }

  private static Orphan.Builder orphan(int number) {
    return Orphan.newBuilder()
        .setAttempt(number + ".1#1")
        .setTotal(1)
        .setFoundTime(Protos.of(Instant.EPOCH));
  }

  private static void tell(FakeAgent agent, Condition.Builder condition) {
    agent.send(ConnectRequest.newBuilder().setCondition(condition).build());
  }

  private NodeCondition known() {
    return registry.condition("n1");
  }

  @Test
  void diskTrouble_nodeGetsNoWork_untilItHeals() {
    var agent = joined("n1", "a");
    tell(agent, disk());
    await().until(() -> !registry.startsWork("n1"));

    submit(Commands.submitWithGrace(Duration.ofSeconds(10)));
    awaitState(TaskState.QUEUED);
    boolean takesWork = read(view -> view.node("n1").orElseThrow().takesWork());
    assertThat(takesWork).isTrue(); // as far as the state goes
    assertThat(agent.received(ConnectResponse::hasStart)).isEmpty();

    tell(agent, NOTHING);
    agent.await1("start", ConnectResponse::hasStart);
  }

  @Test
  void stopping_nodeGetsNoWork_untilANewAgentJoins() {
    var agent = joined("n1", "a");
    tell(agent, Condition.newBuilder().setStopping(true));
    await().until(() -> !registry.startsWork("n1"));
    submit(Commands.submitWithGrace(Duration.ofSeconds(10)));
    awaitState(TaskState.QUEUED);
    agent.goodbye();
    await().until(() -> !registry.isConnected("n1"));

    joined("n1", "b").await1("start", ConnectResponse::hasStart);
  }

  @Test
  void join_withDiskTrouble_nodeGetsNoWork_notEvenBeforeItIsToldAgain() {
    submit(Commands.submitWithGrace(Duration.ofSeconds(10)));
    var agent =
        FakeAgent.connect(channel)
            .send(FakeAgent.join("n1", "a").setCondition(disk()))
            .awaitWelcome();

    assertThat(registry.startsWork("n1")).isFalse();
    joined("n2", "b").await1("start", ConnectResponse::hasStart); // the planner saw both
    assertThat(agent.received(ConnectResponse::hasStart)).isEmpty();
  }

  @Test
  void join_ofAnInventoryInParts_carriesTheCondition() {
    var agent = FakeAgent.connect(channel);
    agent.send(FakeAgent.join("n1", "a").setInventoryContinues(true).setCondition(disk()));
    agent.send(ConnectRequest.newBuilder().setInventory(Inventory.getDefaultInstance()).build());
    agent.awaitWelcome();

    assertThat(registry.startsWork("n1")).isFalse();
  }

  @Test
  void join_thatSaysAllIsWell_takesThePlaceOfWhatWasSaid() {
    var agent = joined("n1", "a");
    tell(agent, disk());
    await().until(() -> !registry.startsWork("n1"));
    agent.kill();

    FakeAgent.connect(channel).send(FakeAgent.join("n1", "a").setCondition(NOTHING)).awaitWelcome();

    assertThat(registry.startsWork("n1")).isTrue();
  }

  @Test
  void cutStream_keepsWhatWasSaid() {
    var agent = joined("n1", "a");
    tell(agent, disk().setStaleOrders(3));
    await().until(() -> known().staleOrders() == 3);

    agent.kill();
    joined("n1", "a");

    assertThat(known().problems())
        .containsExactly(
            new NodeCondition.Problem(NodeCondition.Kind.DISK, "/data is full", Instant.EPOCH));
  }

  @Test
  void orphans_ofTooMany_theNewestAreKept() {
    var condition = Condition.newBuilder();
    for (var number = 1; number <= 150; number++) {
      condition.addOrphans(
          orphan(number)
              .addProcesses(ProcessInfo.newBuilder().setPid(number).setCommand("x".repeat(5_000))));
    }
    tell(joined("n1", "a"), condition);

    await().until(() -> known().orphans().size() == 100);
    assertThat(known().orphans().get(99).attempt()).isEqualTo("150.1#1");
    assertThat(known().orphans().get(99).processes().get(0).command()).hasSize(200);
    assertThat(known().orphansPresent()).isEqualTo(100);
  }

  @Test
  void malformedTime_endsTheStream() {
    var agent = joined("n1", "a");
    tell(
        agent,
        Condition.newBuilder()
            .addOrphans(
                orphan(1).setGoneTime(com.google.protobuf.Timestamp.newBuilder().setSeconds(-1))));

    assertThat(agent.awaitEnd()).isEqualTo("INVALID_ARGUMENT INVALID_FIELD");
  }
}
