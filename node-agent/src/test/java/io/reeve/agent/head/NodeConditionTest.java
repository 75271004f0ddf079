package io.reeve.agent.head;

import static io.reeve.agent.testing.TestOrders.command;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.reeve.agent.core.AttemptId;
import io.reeve.agent.runner.NodeContext;
import io.reeve.agent.runner.NodeRunner;
import io.reeve.agent.runner.NodeWatch;
import io.reeve.agent.testing.FakeProcessControl;
import io.reeve.agent.testing.ManualLoop;
import io.reeve.agent.testing.MemoryJournal;
import io.reeve.proto.agent.v1.Condition;
import io.reeve.proto.agent.v1.ConnectRequest.MessageCase;
import io.reeve.proto.v1.NodeProblem;
import io.reeve.proto.v1.Orphan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the head node is told of the node, over in-process gRPC with the test as the only thread.
 */
class NodeConditionTest {
  private static final AttemptId ID = new AttemptId(1, 1, 0, 1);
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir Path data;
  private final FakeHead head = new FakeHead();
  private final ManualLoop loop = new ManualLoop();
  private final FakeProcessControl processes = new FakeProcessControl(loop);
  private final List<String> refusals = new ArrayList<>();
  private NodeRunner runner;
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
    runner =
        new NodeRunner(
            loop,
            processes,
            new MemoryJournal(),
            new NodeContext(data, "n1", "127.0.0.1", "boot-1"),
            Duration.ofSeconds(60));
    link =
        new HeadLink(
            loop,
            runner,
            InProcessChannelBuilder.forName(data.toString()).directExecutor().build(),
            new NodeIdentity("n1", "boot-1", "instance", 2, 1024, Map.of(), 1, "0.9"),
            "fake",
            data.resolve("lease"),
            new Random(1),
            new Listener());
    processes.fakeCensus().add(ID, 100);
    processes.open(fact -> loop.execute(() -> runner.on(fact)));
    runner.adopt();
    new NodeWatch(loop, runner, processes, loop::execute, loop::execute, data, true).start();
    link.start();
    loop.run();
  }

  private final class Listener implements JoinListener {
    @Override
    public void joined() {}

    @Override
    public void refused(String why) {
      refusals.add(why);
    }
  }

  @AfterEach
  void close() throws InterruptedException {
    link.close();
    server.shutdownNow();
    assertThat(server.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void welcome_isFollowedByTheCondition_andSoIsTheNextOne() {
    assertThat(head.conditions).hasSize(1);
    Orphan orphan = head.conditions.get(0).getOrphans(0);
    assertThat(orphan.getAttempt()).isEqualTo("1.1#1");
    assertThat(orphan.getTotal()).isEqualTo(1);
    assertThat(orphan.getProcesses(0).getPid()).isEqualTo(100);
    assertThat(orphan.hasGoneTime()).isFalse();

    head.cut();
    head.conditions.clear();
    loop.advance(SOON);

    assertThat(head.conditions).isNotEmpty();
  }

  @Test
  void join_carriesTheCondition() {
    assertThat(head.joins.get(0).getCondition()).isEqualTo(head.conditions.get(0));
    runner.stopForGood("the agent was stopped with its tasks");
    head.cut();
    loop.advance(SOON);

    assertThat(head.joins.get(1).getCondition().getStopping()).isTrue();
  }

  @Test
  void orphanGone_isToldOnce() {
    loop.advance(SOON);

    assertThat(head.conditions).hasSize(2);
    assertThat(head.conditions.get(1).getOrphans(0).hasGoneTime()).isTrue();
    assertThat(head.conditions.get(1).getOrphans(0).getReaped()).isTrue();
  }

  @Test
  void ordersOfAnOlderTerm_areCountedAndToldTogether() {
    loop.advance(SOON);
    head.conditions.clear();
    head.term--;
    head.start(command(new AttemptId(1, 2, 0, 1), "true"));
    head.stop(new AttemptId(1, 3, 0, 1), Duration.ZERO);
    loop.advance(SOON);

    assertThat(head.conditions).singleElement().matches(told -> told.getStaleOrders() == 2);
  }

  @Test
  void condition_changedWhileTheHeadReadsNothing_waitsAsItsNewestOnly() {
    loop.advance(SOON);
    head.conditions.clear();
    head.freeze();
    head.term--;
    for (int i = 1; i <= 10; i++) {
      head.stop(new AttemptId(1, 3, 0, i), Duration.ZERO);
      loop.advance(Duration.ofSeconds(1));
    }

    head.thaw();
    loop.run();

    assertThat(head.conditions).extracting(Condition::getStaleOrders).containsExactly(1L, 10L);
  }

  @Test
  void stopForGood_isToldAndNothingIsStartedAnyMore() {
    runner.stopForGood("the agent was stopped with its tasks");
    loop.advance(SOON);
    assertThat(head.conditions.get(head.conditions.size() - 1).getStopping()).isTrue();

    head.start(command(new AttemptId(1, 2, 0, 1), "true"));
    loop.run();

    assertThat(processes.launched()).isEmpty();
    assertThat(runner.isIdle()).isTrue();
  }

  /**
   * The supervisors would end all tasks with the lease that they know, and nobody would know why.
   */
  @Test
  void leaseThatCannotBeWritten_isToldAsDiskTrouble() throws IOException {
    loop.advance(SOON);
    assertThat(runner.condition().problems()).isEmpty();
    Files.delete(data.resolve("lease"));
    Files.createDirectory(data.resolve("lease.new")); // as if the disk were read-only
    Files.createFile(Files.createDirectory(data.resolve("probe")).resolve("file"));

    loop.advance(FakeHead.INTERVAL.plus(SOON));

    assertThat(head.conditions.get(head.conditions.size() - 1).getProblemsList())
        .singleElement()
        .matches(problem -> problem.getKind() == NodeProblem.Kind.KIND_DISK);
  }

  @Test
  void refusedVersion_isToldWithBothVersionsAndTriedSlowly() {
    head.welcoming = false;
    head.end(
        Status.FAILED_PRECONDITION.withDescription(
            "it speaks protocol 2; this head node, version 0.3, speaks 1 to 1"));
    loop.run();
    int joins = head.joins.size();

    loop.advance(Duration.ofSeconds(29));
    assertThat(head.joins).hasSize(joins);
    assertThat(refusals).singleElement().matches(why -> why.contains("0.9") && why.contains("0.3"));

    head.welcoming = true;
    loop.advance(Duration.ofSeconds(2));
    assertThat(head.joins).hasSize(joins + 1);
    assertThat(head.kinds()).contains(MessageCase.JOIN);
  }
}
