package io.reeve.scheduler.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.reeve.proto.agent.v1.ConnectRequest;
import io.reeve.proto.agent.v1.ConnectResponse;
import io.reeve.proto.agent.v1.Inventory;
import io.reeve.proto.agent.v1.InventoryItem.State;
import io.reeve.proto.v1.Resources;
import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.cluster.Command;
import io.reeve.scheduler.core.cluster.Reply;
import io.reeve.scheduler.core.task.AttemptId;
import io.reeve.scheduler.core.task.TaskId;
import io.reeve.scheduler.core.task.TaskState;
import io.reeve.scheduler.engine.CommandLog;
import io.reeve.scheduler.engine.Commands;
import io.reeve.scheduler.engine.Counters;
import io.reeve.scheduler.engine.EngineSettings;
import io.reeve.scheduler.engine.LogException;
import io.reeve.scheduler.engine.ManualTime;
import io.reeve.scheduler.engine.SingleWriterEngine;
import io.reeve.scheduler.log.MemoryCommandLog;
import io.reeve.scheduler.log.codec.ProtoCommandCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Agents against the real engine over a log in memory; time is moved by hand. */
final class AgentStreamTest {
  private static final TaskId TASK = TaskId.of(1, 1);
  private static final AttemptId ATTEMPT = new AttemptId(TASK, 1);
  private static final Duration HEARTBEAT = Duration.ofSeconds(30);
  private static final Duration LEASE = Duration.ofSeconds(90);
  private static final Duration LOST_AFTER = Duration.ofSeconds(90 + 30 + 2);

  private final MemoryCommandLog.Disk disk = new MemoryCommandLog.Disk();
  private final ManualTime time = new ManualTime();
  private SingleWriterEngine engine;
  private NodeRegistry registry;
  private MemoryCommandLog log;
  private Counters counters;
  private Server server;
  private ManagedChannel channel;

  @BeforeAll
  static void pollQuickly() {
    Awaitility.setDefaultPollDelay(Duration.ZERO);
    Awaitility.setDefaultPollInterval(Duration.ofMillis(2));
  }

  @BeforeEach
  void start() throws IOException {
    counters = new Counters();
    var ownEngine = new AtomicReference<SingleWriterEngine>(); // also after a restart
    registry = new NodeRegistry(ownEngine::get, new HeadIdentity("test", "1.2.3"), time, counters);
    engine =
        new SingleWriterEngine(
            new EngineSettings(10_000, 10_000, 100, 1_000, 1 << 20),
            new ProtoCommandCodec(),
            registry,
            registry,
            time,
            UUID::randomUUID,
            counters);
    ownEngine.set(engine);
    log = MemoryCommandLog.open(disk, engine, engine);
    engine.start(log);
    awaitRole(CommandLog.Role.Kind.LEADER);
    var name = UUID.randomUUID().toString();
    server =
        InProcessServerBuilder.forName(name)
            .directExecutor()
            .addService(new AgentGrpcService(registry))
            .build()
            .start();
    channel = InProcessChannelBuilder.forName(name).directExecutor().build();
  }

  @AfterEach
  void stop() throws InterruptedException {
    channel.shutdownNow();
    server.shutdownNow();
    engine.stopTaking();
    log.close();
    engine.close();
    assertThat(channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    assertThat(server.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  private void restartHead() throws IOException, InterruptedException {
    channel.shutdownNow();
    server.shutdownNow();
    server.awaitTermination(10, TimeUnit.SECONDS);
    log.crash();
    engine.close();
    start();
  }

  private void awaitRole(CommandLog.Role.Kind kind) {
    await("role " + kind).until(() -> engine.role().kind() == kind);
    if (kind == CommandLog.Role.Kind.LEADER) {
      read(view -> kind); // behind everything that follows from the role
    }
  }

  private Reply submit(Command command) {
    return engine
        .submit(command, (view, reply) -> reply)
        .toCompletableFuture()
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
  }

  private <R> R read(Function<ClusterView, R> question) {
    return engine.read(question).toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private void awaitState(TaskState state) {
    await(TASK + " " + state)
        .until(() -> read(view -> view.task(TASK).orElseThrow().state()) == state);
  }

  private FakeAgent joined(String node, String instance) {
    return FakeAgent.connect(channel).send(FakeAgent.join(node, instance)).awaitWelcome();
  }

  /** A task that runs on n1, where an agent of instance {@code a} is connected. */
  private FakeAgent running() {
    submit(Commands.submitWithGrace(Duration.ofSeconds(10)));
    var agent = joined("n1", "a");
    agent.await1("start", ConnectResponse::hasStart);
    agent.started(ATTEMPT);
    awaitState(TaskState.RUNNING);
    return agent;
  }

  // ---- joining ----

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
