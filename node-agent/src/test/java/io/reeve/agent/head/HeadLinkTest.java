package io.reeve.agent.head;

import static io.reeve.agent.testing.TestOrders.command;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.reeve.agent.convert.Starts;
import io.reeve.agent.convert.Values;
import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.ExitEvidence;
import io.reeve.agent.core.StartOrder;
import io.reeve.agent.process.ProcessFact.NotStarted;
import io.reeve.agent.runner.NodeContext;
import io.reeve.agent.runner.NodeRunner;
import io.reeve.agent.testing.FakeProcessControl;
import io.reeve.agent.testing.ManualLoop;
import io.reeve.agent.testing.MemoryJournal;
import io.reeve.proto.agent.v1.ConnectRequest.MessageCase;
import io.reeve.proto.agent.v1.ConnectResponse;
import io.reeve.proto.agent.v1.Ended;
import io.reeve.proto.agent.v1.InventoryItem;
import io.reeve.proto.agent.v1.Join;
import io.reeve.proto.agent.v1.Start;
import io.reeve.proto.v1.Cause;
import io.reeve.proto.v1.KillRecord;
import io.reeve.proto.v1.SignalSent;
import io.reeve.proto.v1.StartFailure;
import io.reeve.proto.v1.TaskSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The link over in-process gRPC, with the test as the only thread. */
class HeadLinkTest {
  private static final AttemptId ID = new AttemptId(1, 1, 0, 1);
  private static final Duration GRACE = Duration.ofSeconds(15);
  private static final Duration RECONNECT = Duration.ofSeconds(10);

  @TempDir Path data;
  private final FakeHead head = new FakeHead();
  private final MemoryJournal journal = new MemoryJournal();
  private final ManualLoop loop = new ManualLoop();
  private final FakeProcessControl processes = new FakeProcessControl(loop);
  private Server server;
  private HeadLink link;

  @BeforeEach
  void join() throws IOException {
    server =
        InProcessServerBuilder.forName(data.toString())
            .directExecutor()
            .addService(head)
            .build()
            .start();
    startAgent();
  }

  @AfterEach
  void close() throws InterruptedException {
    link.close();
    server.shutdownNow();
    assertThat(server.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
  }

  private void startAgent() throws IOException {
    ManagedChannel channel =
        InProcessChannelBuilder.forName(data.toString()).directExecutor().build();
    NodeRunner runner =
        new NodeRunner(
            loop,
            processes,
            journal,
            new NodeContext(data, "n1", "127.0.0.1", "boot-1"),
            Duration.ofSeconds(60));
    NodeIdentity identity =
        new NodeIdentity("n1", "boot-1", "instance", 2, 1024, Map.of("gpu", 1L), 1, "test");
    link =
        new HeadLink(
            loop,
            runner,
            channel,
            identity,
            "fake",
            data.resolve("lease"),
            new Random(1),
            () -> {});
    processes.open(fact -> loop.execute(() -> runner.on(fact)));
    runner.adopt();
    link.start();
    loop.run();
  }

  /** As after kill -9: the processes and the disk stay, nothing else does. */
  private void restartAgent() throws IOException {
    link.close();
    loop.crash();
    startAgent();
  }

  private void restartAgentAfter(Duration away) throws IOException {
    link.close();
    loop.crash();
    loop.advance(away);
    restartAgent();
  }

  private void running(StartOrder order) {
    head.start(order);
    loop.run();
    processes.execute(order.id());
    loop.run();
  }

  @Test
  void join_isFirstAndCarriesWhatTheNodeHas() {
    assertThat(head.kinds()).containsExactly(MessageCase.JOIN);
    assertThat(head.joins.get(0).getNode()).isEqualTo("n1");
    assertThat(head.joins.get(0).getCapacity().getCores()).isEqualTo(2);
    assertThat(head.joins.get(0).getCapacity().getNamedMap()).containsEntry("gpu", 1L);
    assertThat(head.joins.get(0).getInventoryList()).isEmpty();
    assertThat(head.joins.get(0).getInventoryContinues()).isFalse();
    assertThat(head.joins.get(0).getProtocolVersion()).isEqualTo(1);
  }

  @Test
  void start_thenExit_reportsStartedThenEnded() {
    running(command(ID, "true"));
    processes.end(ID, new ExitEvidence.Code(7));
    loop.run();

    assertThat(head.kinds())
        .containsExactly(MessageCase.JOIN, MessageCase.STARTED, MessageCase.ENDED);
    assertThat(head.ended().get(0).getExit().getCode()).isEqualTo(7);
    assertThat(head.ended().get(0).getCause()).isEqualTo(Cause.CAUSE_EXITED);
  }

  @Test
  void ended_notAcknowledged_isSentAfterEveryJoin() {
    running(command(ID, "true"));
    processes.end(ID, new ExitEvidence.Code(0));
    loop.run();

    head.cut();
    loop.advance(RECONNECT);
    head.acknowledge(ID);
    loop.run();
    head.cut();
    loop.advance(RECONNECT);

    assertThat(head.joins).hasSize(3);
    assertThat(head.joins.get(1).getInventory(0).getState())
        .isEqualTo(InventoryItem.State.STATE_ENDED);
    assertThat(head.joins.get(2).getInventoryList()).isEmpty();
    assertThat(head.ended()).hasSize(2);
  }

  @Test
  void cut_whileRunning_joinsAgainWithTheInventory() {
    running(command(ID, "sleep", "100"));

    head.cut();
    loop.advance(RECONNECT);

    assertThat(head.joins).hasSize(2);
    InventoryItem item = head.joins.get(1).getInventory(0);
    assertThat(item.getState()).isEqualTo(InventoryItem.State.STATE_RUNNING);
    assertThat(item.getPid()).isPositive();
    assertThat(processes.signals()).isEmpty();
  }

  @Test
  void cut_withManyAttempts_joinsInSmallParts() {
    String longPath = "/" + "x".repeat(4000);
    for (int i = 1; i <= 200; i++) {
      StartOrder order = command(new AttemptId(1, i, 0, 1), "sleep", "100");
      head.send(
          ConnectResponse.newBuilder()
              .setStart(
                  Starts.toProto(order).toBuilder()
                      .setTerm(head.term)
                      .setSpec(
                          Starts.toProto(order).getSpec().toBuilder()
                              .setStdoutPath(longPath)
                              .setStderrPath(longPath))));
    }
    loop.run();
    head.received.clear();

    head.cut();
    loop.advance(RECONNECT);

    assertThat(head.received).hasSizeGreaterThan(10);
    assertThat(head.received).allMatch(m -> m.getSerializedSize() < 64 * 1024);
    assertThat(head.kinds())
        .startsWith(MessageCase.JOIN)
        .filteredOn(kind -> kind != MessageCase.INVENTORY)
        .hasSize(1);
    Join join = head.joins.get(1);
    assertThat(join.getProtocolVersion()).isEqualTo(2);
    assertThat(join.getInventoryContinues()).isFalse();
    assertThat(join.getInventoryList()).extracting(InventoryItem::getAttempt).hasSize(200);
    assertThat(join.getInventoryList())
        .extracting(InventoryItem::getAttempt)
        .doesNotHaveDuplicates();
  }

  @Test
  void programEnds_whileCut_isReportedAfterTheJoin() {
    running(command(ID, "sleep", "100"));
    head.welcoming = false;
    head.cut();
    loop.advance(RECONNECT);

    processes.end(ID, new ExitEvidence.Code(3));
    loop.run();
    assertThat(head.ended()).isEmpty();
    head.welcome();
    loop.run();

    assertThat(head.ended()).extracting(e -> e.getExit().getCode()).contains(3);
  }

  @Test
  void start_again_reportsAgainAndLaunchesOnce() {
    running(command(ID, "sleep", "100"));

    head.start(command(ID, "sleep", "100"));
    loop.run();

    assertThat(processes.launched()).containsExactly(ID);
    assertThat(head.kinds())
        .containsExactly(MessageCase.JOIN, MessageCase.STARTED, MessageCase.STARTED);
  }

  @Test
  void stop_beforeTheProgramIsExecuted_answersNeverStarted() {
    head.start(command(ID, "sleep", "100"));
    loop.run();
    head.stop(ID, GRACE);
    loop.run();

    Ended ended = head.ended().get(0);
    assertThat(ended.getNeverStarted()).isTrue();
    assertThat(ended.getCause()).isEqualTo(Cause.CAUSE_CANCELED);
    assertThat(processes.signals()).isEmpty();
  }

  @Test
  void stop_thatTheDiskRefuses_isTriedAgainAndNothingIsLaunched() {
    head.start(command(ID, "sleep", "100"));
    loop.run();
    processes.readOnly(true);
    head.stop(ID, GRACE);
    loop.advance(Duration.ofSeconds(10));
    assertThat(processes.launched()).containsExactly(ID);
    assertThat(head.ended()).isEmpty();

    processes.readOnly(false);
    loop.advance(Duration.ofSeconds(2));

    assertThat(head.ended().get(0).getNeverStarted()).isTrue();
    assertThat(head.ended().get(0).getCause()).isEqualTo(Cause.CAUSE_CANCELED);
    assertThat(processes.launched()).containsExactly(ID);
  }

  @Test
  void stop_unknownAttempt_answersNeverStartedAndALaterStartIsAnsweredAndDoesNothing() {
    head.stop(ID, GRACE);
    loop.run();
    head.start(command(ID, "true"));
    loop.run();
    assertThat(head.ended()).allMatch(Ended::getNeverStarted).isNotEmpty();
    int answers = head.ended().size();
    head.acknowledge(ID);
    loop.run();
    head.start(command(ID, "true"));
    loop.run();

    assertThat(head.ended()).hasSize(answers + 1);
    assertThat(head.ended().get(answers).getNeverStarted()).isFalse(); // not known any more
    assertThat(processes.launched()).isEmpty();
  }

  @Test
  void stop_running_asksThenKillsAtTheDeadline() {
    running(command(ID, "sleep", "100"));

    head.stop(ID, GRACE);
    loop.run();
    assertThat(processes.signals()).containsExactly("SIGTERM " + ID);
    loop.advance(GRACE.minusNanos(1));
    assertThat(processes.signals()).containsExactly("SIGTERM " + ID);
    loop.advance(Duration.ofNanos(1));

    assertThat(processes.signals()).containsExactly("SIGTERM " + ID, "SIGKILL " + ID);
  }

  @Test
  void stop_repeatedByTheHeadAfterARejoin_movesNothingToALaterTime() {
    running(command(ID, "sleep", "100"));
    head.stop(ID, GRACE);
    loop.advance(Duration.ofSeconds(10));

    head.cut();
    loop.advance(Duration.ofSeconds(1));
    head.stop(ID, GRACE);
    loop.advance(Duration.ofSeconds(4));

    assertThat(processes.signals()).containsExactly("SIGTERM " + ID, "SIGKILL " + ID);
  }

  @Test
  void order_ofAnOlderTerm_isRefusedAndCounted() {
    running(command(ID, "sleep", "100"));

    head.term = 4;
    head.stop(ID, GRACE);
    head.start(command(new AttemptId(1, 2, 0, 1), "true"));
    loop.run();

    assertThat(link.refusedOrders()).isEqualTo(2);
    assertThat(processes.signals()).isEmpty();
    assertThat(processes.launched()).containsExactly(ID);
  }

  @Test
  void welcome_ofAnOlderTerm_isNotTaken() {
    head.term = 4;
    head.cut();
    loop.advance(RECONNECT);

    head.term = 6;
    loop.advance(RECONNECT);

    assertThat(head.joins.size()).isGreaterThanOrEqualTo(3);
    assertThat(head.joins.get(head.joins.size() - 1).getTerm()).isEqualTo(5);
  }

  @Test
  void heartbeats_answered_keepTheLease() {
    running(command(ID, "sleep", "1000"));

    loop.advance(Duration.ofMinutes(10));

    assertThat(head.kinds().stream().filter(k -> k == MessageCase.HEARTBEAT)).hasSize(20);
    assertThat(processes.signals()).isEmpty();
  }

  @Test
  void heartbeats_noneMayBeMissed_areSentInTimeForTheLease() {
    head.interval = FakeHead.LEASE;
    head.cut();
    loop.advance(RECONNECT);
    running(command(ID, "sleep", "1000"));

    loop.advance(FakeHead.LEASE.multipliedBy(5));

    assertThat(processes.signals()).isEmpty();
  }

  @Test
  void lease_runsOut_endsAllPolitelyThenByForce() {
    running(command(ID, "sleep", "1000"));
    head.answering = false;

    loop.advance(FakeHead.LEASE.minusNanos(1));
    assertThat(processes.signals()).isEmpty();
    loop.advance(Duration.ofNanos(1));
    assertThat(processes.signals()).containsExactly("SIGTERM " + ID);
    loop.advance(Duration.ofMillis(300)); // the order's own grace
    assertThat(processes.signals()).containsExactly("SIGTERM " + ID, "SIGKILL " + ID);
    processes.end(ID, new ExitEvidence.Signal(9, false));
    loop.run();

    assertThat(head.ended().get(0).getCause()).isEqualTo(Cause.CAUSE_NODE_LOST);
  }

  @Test
  void lease_runsOut_programThatIsKilledBeforeItsChildren_didNotEndByItself() {
    running(command(ID, "sleep", "1000"));
    head.answering = false;
    loop.advance(FakeHead.LEASE.plus(Duration.ofSeconds(1)));

    processes.endLeavingOne(ID, new ExitEvidence.Signal(9, false));
    loop.run();
    processes.end(ID, new ExitEvidence.Signal(9, false));
    loop.run();

    assertThat(head.kinds()).doesNotContain(MessageCase.FINISHING);
    assertThat(head.ended().get(0).getCause()).isEqualTo(Cause.CAUSE_NODE_LOST);
  }

  @Test
  void lease_countsFromTheSendingOfTheHeartbeat() {
    running(command(ID, "sleep", "1000"));
    head.answering = false;
    loop.advance(FakeHead.INTERVAL); // the first heartbeat is sent here
    loop.advance(Duration.ofSeconds(20));
    head.answer(head.heartbeats().get(0));
    loop.run();

    loop.advance(FakeHead.LEASE.minusSeconds(20).minusNanos(1));
    assertThat(processes.signals()).isEmpty();
    loop.advance(Duration.ofNanos(1));
    assertThat(processes.signals()).containsExactly("SIGTERM " + ID);
  }

  @Test
  void lease_ranOutWhileTheAgentWasAway_endsWhatItAdoptsAtOnce() throws IOException {
    running(command(ID, "sleep", "1000"));
    head.welcoming = false;

    restartAgentAfter(FakeHead.LEASE);

    assertThat(processes.signals()).startsWith("SIGTERM " + ID);
  }

  @Test
  void lease_runsOutJustAfterTheRestart_endsWhatItAdoptedThen() throws IOException {
    running(command(ID, "sleep", "1000"));
    head.welcoming = false;
    restartAgentAfter(FakeHead.LEASE.minusSeconds(1));

    loop.advance(Duration.ofSeconds(1).minusNanos(1));
    assertThat(processes.signals()).isEmpty();
    loop.advance(Duration.ofNanos(1));

    assertThat(processes.signals()).startsWith("SIGTERM " + ID);
  }

  @Test
  void lease_notOverAtTheRestart_isExtendedByTheWelcome() throws IOException {
    running(command(ID, "sleep", "1000"));

    restartAgentAfter(FakeHead.LEASE.minusSeconds(1));
    loop.advance(FakeHead.INTERVAL);

    assertThat(processes.signals()).isEmpty();
  }

  @Test
  void lease_ranOutWhileTheAgentStoodStill_isNotRevivedByAnAnswer() {
    running(command(ID, "sleep", "1000"));
    head.answering = false;
    loop.advance(FakeHead.INTERVAL); // a heartbeat is sent
    head.answer(head.heartbeats().get(0));
    loop.standStill(Duration.ofHours(1)); // and its answer waits, as do the timers
    loop.run();

    assertThat(processes.signals()).startsWith("SIGKILL " + ID);
  }

  @ParameterizedTest
  @ValueSource(longs = {-3600, 3600})
  void wallClock_stepped_changesNeitherLeaseNorGrace(long seconds) {
    running(command(ID, "sleep", "1000"));
    head.answering = false;
    loop.advance(Duration.ofSeconds(10));
    loop.stepWall(Duration.ofSeconds(seconds));

    loop.advance(FakeHead.LEASE.minusSeconds(10).minusNanos(1));
    assertThat(processes.signals()).isEmpty();
    loop.advance(Duration.ofNanos(1));
    assertThat(processes.signals()).containsExactly("SIGTERM " + ID);
    loop.stepWall(Duration.ofSeconds(-seconds));
    loop.advance(Duration.ofMillis(300).minusNanos(1)); // the order's own grace
    assertThat(processes.signals()).containsExactly("SIGTERM " + ID);
    loop.advance(Duration.ofNanos(1));

    assertThat(processes.signals()).containsExactly("SIGTERM " + ID, "SIGKILL " + ID);
  }

  @Test
  void agent_restarted_adoptsAndReportsTheEnd() throws IOException {
    running(command(ID, "sleep", "1000"));

    restartAgent();

    assertThat(head.joins.get(1).getInventory(0).getState())
        .isEqualTo(InventoryItem.State.STATE_RUNNING);
    assertThat(processes.launched()).containsExactly(ID);
    processes.end(ID, new ExitEvidence.Code(0));
    loop.run();
    assertThat(head.ended()).hasSize(1);
  }

  @Test
  void agent_restartedDuringTheGrace_goesOnWithTheRestOfIt() throws IOException {
    running(command(ID, "sleep", "1000"));
    head.stop(ID, GRACE);
    loop.run();
    Timestamp asked = Values.toProto(loop.wall());
    loop.advance(Duration.ofSeconds(5));

    restartAgentAfter(Duration.ofSeconds(5));
    loop.advance(Duration.ofSeconds(5).minusNanos(1));
    assertThat(processes.signals()).containsExactly("SIGTERM " + ID);
    loop.advance(Duration.ofNanos(1));
    assertThat(processes.signals()).containsExactly("SIGTERM " + ID, "SIGKILL " + ID);
    processes.end(ID, new ExitEvidence.Signal(9, false));
    loop.run();

    KillRecord record = head.ended().get(0).getKillRecord();
    assertThat(record.getBeginTime()).isEqualTo(asked);
    assertThat(record.getSignalsList())
        .extracting(SignalSent::getSignal)
        .containsExactly("SIGTERM", "SIGKILL");
    assertThat(record.getSignals(0).getTime()).isEqualTo(asked);
  }

  @Test
  void agent_awayWhenTheStoppedProgramEnds_reportsTheRequest() throws IOException {
    running(command(ID, "sleep", "1000"));
    head.stop(ID, GRACE);
    loop.run();
    processes.tellLater(processes.gone(ID, new ExitEvidence.Signal(15, false)));

    restartAgent();

    assertThat(head.ended().get(0).getCause()).isEqualTo(Cause.CAUSE_CANCELED);
    assertThat(head.ended().get(0).getKillRecord().getSignalsList())
        .extracting(SignalSent::getSignal)
        .containsExactly("SIGTERM");
  }

  @Test
  void agent_restartedBeforeTheLaunch_waitsForTheHeadToSayWhatItWants() throws IOException {
    head.start(command(ID, "true"));
    loop.run();
    processes.launched().clear();
    restartAgent();
    loop.advance(Duration.ofSeconds(20));
    assertThat(processes.launched()).isEmpty();

    head.stop(ID, GRACE);
    loop.run();

    assertThat(head.ended().get(0).getNeverStarted()).isTrue();
    assertThat(processes.launched()).isEmpty();
  }

  @Test
  void stop_ofAHeldAttemptThatCannotBePrevented_isTriedAgainByTheAgentItself() throws IOException {
    head.start(command(ID, "true"));
    loop.run();
    restartAgent();
    processes.readOnly(true);
    head.stop(ID, GRACE);
    loop.advance(Duration.ofSeconds(5));
    assertThat(head.ended()).isEmpty();

    processes.readOnly(false);
    loop.advance(Duration.ofSeconds(5));

    assertThat(head.ended().get(0).getNeverStarted()).isTrue();
  }

  @Test
  void start_repeatedForAHeldAttemptThatIsToEnd_startsNothing() throws IOException {
    head.start(command(ID, "true"));
    loop.run();
    processes.launched().clear();
    restartAgent();
    processes.readOnly(true);
    head.stop(ID, GRACE);
    head.start(command(ID, "true"));
    loop.advance(Duration.ofSeconds(20));

    assertThat(processes.launched()).isEmpty();
  }

  @Test
  void start_thatCannotBeObeyed_isAnsweredWithAFailure() {
    head.send(
        ConnectResponse.newBuilder()
            .setStart(
                Start.newBuilder()
                    .setAttempt(Values.toProto(ID))
                    .setTerm(head.term)
                    .setSpec(TaskSpec.newBuilder().setStopSignal("SIGNONE").addCommand("x"))));
    loop.run();

    assertThat(head.ended().get(0).getStartFailure().getStage())
        .isEqualTo(StartFailure.Stage.STAGE_NODE);
  }

  @Test
  void start_withAFullDisk_isAnsweredWithAFailureOfTheNode() {
    journal.full(true);

    head.start(command(ID, "true"));
    loop.run();

    assertThat(head.ended().get(0).getStartFailure().getStage())
        .isEqualTo(StartFailure.Stage.STAGE_NODE);
    assertThat(processes.launched()).isEmpty();
  }

  @Test
  void event_lost_isMadeUpForByTheSweep() {
    head.start(command(ID, "true"));
    loop.run();
    processes.tellLater(
        new NotStarted(
            ID,
            Optional.of(
                new io.reeve.agent.core.StartFailure(
                    io.reeve.agent.core.StartFailure.Stage.EXEC, 2, "no such file"))));

    loop.advance(Duration.ofSeconds(2));

    assertThat(head.ended().get(0).getStartFailure().getStage())
        .isEqualTo(StartFailure.Stage.STAGE_EXEC);
  }
}
