package io.reeve.agent.runner;

import static io.reeve.agent.testing.TestOrders.cancel;
import static io.reeve.agent.testing.TestOrders.command;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.EndReport;
import io.reeve.agent.core.ExitEvidence;
import io.reeve.agent.core.Residue;
import io.reeve.agent.testing.FakeProcessControl;
import io.reeve.agent.testing.ManualLoop;
import io.reeve.agent.testing.MemoryJournal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More attempts than may be launching at once, with fake programs and the test as the thread. */
class NodeRunnerTest {
  private static final Duration GRACE = Duration.ofSeconds(15);
  private static final AttemptId FIRST = id(1);
  private static final AttemptId WAITING = id(NodeRunner.MAX_LAUNCHING + 1);

  @TempDir Path data;
  private final ManualLoop loop = new ManualLoop();
  private final MemoryJournal journal = new MemoryJournal();
  private final FakeProcessControl processes = new FakeProcessControl(loop);
  private NodeRunner runner;

  @BeforeEach
  void startOneMoreThanMayBeLaunching() throws Exception {
    runner =
        new NodeRunner(
            loop,
            processes,
            journal,
            new NodeContext(data, "n1", "127.0.0.1", "boot-1"),
            Duration.ofSeconds(60));
    processes.open(fact -> loop.execute(() -> runner.on(fact)));
    runner.adopt();
    for (int i = 1; i <= NodeRunner.MAX_LAUNCHING + 1; i++) {
      runner.start(command(id(i), "true"));
      loop.run();
    }
    assertThat(processes.launched()).hasSize(NodeRunner.MAX_LAUNCHING).doesNotContain(WAITING);
  }

  private static AttemptId id(int task) {
    return new AttemptId(1, task, 0, 1);
  }

  @Test
  void stop_ofALaunchedOneThatNeverStarts_letsTheNextOneGo() {
    runner.stop(FIRST, cancel(GRACE));
    loop.run();

    assertThat(processes.launched()).contains(WAITING);
  }

  @Test
  void stop_ofTheOneThatWaits_endsItAsNeverStartedAtOnce() {
    runner.stop(WAITING, cancel(GRACE));
    loop.run();

    assertThat(journal.unacknowledged())
        .singleElement()
        .matches(report -> report.id().equals(WAITING) && report.neverStarted());
    processes.execute(FIRST);
    loop.run();
    assertThat(processes.launched()).doesNotContain(WAITING);
  }

  @Test
  void program_executed_letsTheNextOneGo() {
    processes.execute(FIRST);
    loop.run();

    assertThat(processes.launched()).contains(WAITING);
  }

  @Test
  void start_ofOneThatIsOverAndAcknowledged_isAnsweredAndStartsNothing() {
    List<EndReport> told = new ArrayList<>();
    AttemptId past = id(9_999);
    journal.forget(past, () -> {});
    runner.reportTo(new EndReports(told::add));

    runner.start(command(past, "true"));
    loop.run();

    assertThat(told)
        .singleElement()
        .matches(report -> report.id().equals(past) && !report.neverStarted());
    assertThat(processes.launched()).doesNotContain(past);
    assertThat(journal.accepted()).noneMatch(accepted -> accepted.order().id().equals(past));
  }

  /** Takes final reports only. */
  private record EndReports(Consumer<EndReport> sink) implements Reports {
    @Override
    public void started(AttemptId id, long pid, Instant startTime, String stdout, String stderr) {}

    @Override
    public void finishing(AttemptId id, ExitEvidence exit, Instant exitTime) {}

    @Override
    public void residue(AttemptId id, Optional<Residue> residue) {}

    @Override
    public void ended(EndReport report) {
      sink.accept(report);
    }
  }
}
