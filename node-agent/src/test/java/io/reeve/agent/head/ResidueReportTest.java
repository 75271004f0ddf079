package io.reeve.agent.head;

import static io.reeve.agent.testing.TestOrders.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.reeve.agent.convert.Values;
import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.ExitEvidence;
import io.reeve.agent.runner.NodeContext;
import io.reeve.agent.runner.NodeRunner;
import io.reeve.agent.testing.FakeProcessControl;
import io.reeve.agent.testing.ManualLoop;
import io.reeve.agent.testing.MemoryJournal;
import io.reeve.proto.agent.v1.AttemptResidue;
import io.reeve.proto.agent.v1.ConnectRequest;
import io.reeve.proto.agent.v1.ConnectRequest.MessageCase;
import io.reeve.proto.v1.ProcessInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the head node hears of processes that a kill does not end. The test is the only thread. */
class ResidueReportTest {
  private static final AttemptId ID = new AttemptId(1, 1, 0, 1);
  private static final Duration KILL_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration LATER = KILL_TIMEOUT.plusSeconds(2);
  private static final Duration RECONNECT = Duration.ofSeconds(10);

  @TempDir Path data;
  private final FakeHead head = new FakeHead();
  private final MemoryJournal journal = new MemoryJournal();
  private final ManualLoop loop = new ManualLoop();
  private final FakeProcessControl processes = new FakeProcessControl(loop);
  private Server server;
  private HeadLink link;

  @BeforeEach
  void killWithoutEffect() throws IOException {
    server =
        InProcessServerBuilder.forName(data.toString())
            .directExecutor()
            .addService(head)
            .build()
            .start();
    startAgent();
    head.start(command(ID, "cat"));
    loop.run();
    processes.execute(ID);
    loop.run();
    processes.leave(200L, 201L);
    head.stop(ID, Duration.ZERO);
    loop.run();
  }

  private void startAgent() throws IOException {
    NodeContext context = new NodeContext(data, "n1", "127.0.0.1", "boot-1");
    NodeRunner runner = new NodeRunner(loop, processes, journal, context, KILL_TIMEOUT);
    link =
        new HeadLink(
            loop,
            runner,
            InProcessChannelBuilder.forName(data.toString()).directExecutor().build(),
            new NodeIdentity("n1", "boot-1", "instance", 2, 1024, Map.of(), 1, "test"),
            "fake",
            data.resolve("lease"),
            new Random(1),
            () -> {});
    processes.open(fact -> loop.execute(() -> runner.on(fact)));
    runner.adopt();
    link.start();
    loop.run();
  }

  @AfterEach
  void close() throws InterruptedException {
    link.close();
    server.shutdownNow();
    assertThat(server.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
  }

  private List<AttemptResidue> told() {
    return head.received.stream()
        .filter(ConnectRequest::hasResidue)
        .map(ConnectRequest::getResidue)
        .toList();
  }

  private AttemptResidue lastTold() {
    return told().get(told().size() - 1);
  }

  @Test
  void kill_withinItsTimeout_tellsNothing() {
    loop.advance(KILL_TIMEOUT.minusSeconds(1));

    assertThat(told()).isEmpty();
  }

  @Test
  void kill_withoutEffectForItsTimeout_tellsWhatIsLeftOnce() {
    loop.advance(LATER.plusSeconds(30));

    assertThat(told()).hasSize(1);
    assertThat(lastTold().getAttempt()).isEqualTo(Values.toProto(ID));
    assertThat(lastTold().getResidue().getTotal()).isEqualTo(2);
    assertThat(lastTold().getResidue().getProcessesList())
        .extracting(ProcessInfo::getPid, ProcessInfo::getState, ProcessInfo::getWaitChannel)
        .containsExactly(tuple(200L, "D", "fake_wait"), tuple(201L, "D", "fake_wait"));
    assertThat(lastTold().getResidue().hasSinceTime()).isTrue();
  }

  @Test
  void kill_stillGoesOn_afterItWasTold() {
    loop.advance(LATER);
    int before = processes.signals().size();

    loop.advance(Duration.ofSeconds(10));

    assertThat(processes.signals().size()).isGreaterThanOrEqualTo(before + 9);
  }

  @Test
  void processes_changingAllTheTime_areToldEveryFiveSeconds() {
    loop.advance(LATER);

    for (long pid = 300; pid < 320; pid++) {
      processes.leave(200L, pid);
      loop.advance(Duration.ofSeconds(1));
    }

    assertThat(told()).hasSizeBetween(4, 5);
    assertThat(told())
        .as("since when does not change")
        .extracting(message -> message.getResidue().getSinceTime())
        .containsOnly(told().get(0).getResidue().getSinceTime());
  }

  @Test
  void processes_many_tellsTheFirstHundredAndHowMany() {
    processes.leave(LongStream.range(1000, 1250).boxed().toArray(Long[]::new));

    loop.advance(LATER);

    assertThat(lastTold().getResidue().getProcessesCount()).isEqualTo(100);
    assertThat(lastTold().getResidue().getTotal()).isEqualTo(250);
  }

  @Test
  void join_whileItLasts_tellsItAgainAfterTheWelcome() {
    loop.advance(LATER);
    AttemptResidue before = lastTold();

    head.cut();
    loop.advance(RECONNECT);

    assertThat(told()).hasSize(2).containsOnly(before);
    assertThat(head.kinds().lastIndexOf(MessageCase.RESIDUE))
        .isGreaterThan(head.kinds().lastIndexOf(MessageCase.JOIN));
  }

  @Test
  void join_afterTheEnd_tellsNoResidue() {
    loop.advance(LATER);
    endWithProof();
    int before = told().size();

    head.cut();
    loop.advance(RECONNECT);

    assertThat(told()).hasSize(before);
  }

  @Test
  void processes_gone_tellsThatItHealedThenTheEnd() {
    loop.advance(LATER);

    endWithProof();

    assertThat(lastTold().hasResidue()).isFalse();
    assertThat(head.kinds()).endsWith(MessageCase.RESIDUE, MessageCase.ENDED);
  }

  @Test
  void processes_goneWithoutNewsOfTheEnd_tellsThatItHealedWithinFiveSeconds() {
    loop.advance(LATER);

    processes.leave();
    loop.advance(Duration.ofSeconds(5));

    assertThat(lastTold().hasResidue()).isFalse();
    assertThat(head.ended()).isEmpty();
  }

  @Test
  void processes_comingAndGoing_areToldNoMoreThanEveryFiveSeconds() {
    loop.advance(LATER);

    for (int i = 0; i < 10; i++) {
      processes.leave();
      loop.advance(Duration.ofSeconds(1));
      processes.leave(200L);
      loop.advance(Duration.ofSeconds(1));
    }

    assertThat(told().stream().filter(AttemptResidue::hasResidue)).hasSizeBetween(4, 5);
    assertThat(told()).as("and each is taken back").hasSizeLessThanOrEqualTo(10);
  }

  @Test
  void processes_thatNobodyCanDescribe_areToldWithoutAndCompletedLater() {
    processes.describing(false);
    loop.advance(LATER.plusSeconds(10));
    assertThat(told()).hasSize(1);
    assertThat(lastTold().getResidue().getProcessesList())
        .extracting(ProcessInfo::getPid, ProcessInfo::getCommand)
        .containsExactly(tuple(200L, ""), tuple(201L, ""));
    processes.leave(201L);
    loop.advance(Duration.ofSeconds(5));
    assertThat(lastTold().getResidue().getTotal()).isEqualTo(1);

    processes.leave(200L, 201L);
    loop.advance(Duration.ofSeconds(5));
    processes.describing(true);
    loop.run();

    assertThat(lastTold().getResidue().getProcessesList())
        .extracting(ProcessInfo::getPid, ProcessInfo::getCommand)
        .containsExactly(tuple(200L, "cat"), tuple(201L, "cat"));
  }

  @Test
  void processes_goneBeforeTheyWereDescribed_areNotTold() {
    processes.describing(false);
    loop.advance(LATER.minus(Duration.ofSeconds(1)));
    endWithProof();

    processes.describing(true);
    loop.advance(Duration.ofSeconds(10));

    assertThat(told().stream().filter(AttemptResidue::hasResidue)).hasSizeLessThanOrEqualTo(1);
    assertThat(head.kinds()).endsWith(MessageCase.ENDED);
  }

  @Test
  void processes_goneBeforeTheTimeout_tellsOnlyTheEnd() {
    loop.advance(Duration.ofSeconds(10));

    endWithProof();

    assertThat(told()).isEmpty();
    assertThat(head.ended()).hasSize(1);
  }

  @Test
  void restartOfTheAgent_killsOnAndTellsItAgain() throws IOException {
    loop.advance(LATER);
    link.close();
    loop.crash();

    startAgent();
    head.stop(ID, Duration.ZERO);
    loop.run();
    assertThat(told()).as("not before it has tried for the whole timeout again").hasSize(1);
    loop.advance(LATER);

    assertThat(told()).hasSize(2);
    assertThat(lastTold().getResidue().getTotal()).isEqualTo(2);
    endWithProof();
    assertThat(lastTold().hasResidue()).isFalse();
    assertThat(head.ended()).hasSize(1);
  }

  private void endWithProof() {
    processes.leave();
    processes.end(ID, new ExitEvidence.Signal(9, false));
    loop.run();
  }
}
