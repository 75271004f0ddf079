package io.reeve.agent.runner;

import static io.reeve.agent.testing.TestOrders.cancel;
import static io.reeve.agent.testing.TestOrders.command;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.testing.FakeProcessControl;
import io.reeve.agent.testing.ManualLoop;
import io.reeve.agent.testing.MemoryJournal;
import java.nio.file.Path;
import java.time.Duration;
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
}
