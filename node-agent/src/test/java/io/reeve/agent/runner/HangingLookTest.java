package io.reeve.agent.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.agent.core.NodeProblem;
import io.reeve.agent.testing.FakeProcessControl;
import io.reeve.agent.testing.ManualLoop;
import io.reeve.agent.testing.MemoryJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks that hang, with the test as every thread. */
class HangingLookTest {
  private static final Duration MOMENT = Duration.ofSeconds(1);

  @TempDir Path data;
  private final ManualLoop loop = new ManualLoop();
  private final FakeProcessControl processes = new FakeProcessControl(loop);
  private final BackgroundThread disk = new BackgroundThread();
  private final BackgroundThread census = new BackgroundThread();
  private NodeRunner runner;

  /** Does nothing while it hangs, and then what it was asked for meanwhile. */
  private final class BackgroundThread {
    private final List<Runnable> waiting = new ArrayList<>();
    private boolean hangs;

    void execute(Runnable task) {
      if (hangs) {
        waiting.add(task);
      } else {
        loop.execute(task);
      }
    }

    void goOn() {
      hangs = false;
      waiting.forEach(loop::execute);
      waiting.clear();
    }
  }

  @BeforeEach
  void start() throws IOException {
    runner =
        new NodeRunner(
            loop,
            processes,
            new MemoryJournal(),
            new NodeContext(data, "n1", "127.0.0.1", "boot-1"),
            Duration.ofSeconds(60));
    runner.adopt();
    new NodeWatch(loop, runner, processes, disk::execute, census::execute, data, true).start();
    loop.run();
  }

  private List<NodeProblem> problems() {
    return runner.condition().problems();
  }

  @Test
  void look_atTheDiskHangs_isAProblemUntilItIsOver() {
    disk.hangs = true;
    loop.advance(NodeWatch.EVERY.plus(NodeWatch.LONGEST_LOOK).minusNanos(1));
    assertThat(problems()).isEmpty();
    loop.advance(Duration.ofNanos(1));
    assertThat(problems()).singleElement().matches(p -> p.kind() == NodeProblem.Kind.DISK);

    disk.goOn();
    loop.run();

    assertThat(problems()).isEmpty();
  }

  @Test
  void census_hangs_diskIsLookedAtAllTheSame() throws IOException {
    census.hangs = true;
    loop.advance(OrphanWatch.EVERY.plus(NodeWatch.LONGEST_LOOK));
    Path probe = Files.createDirectory(data.resolve("probe")); // nothing can be written
    Path kept = Files.createFile(probe.resolve("file")); // and it cannot be removed
    runner.suspectDisk();
    loop.run();
    assertThat(problems()).hasSize(1);

    Files.delete(kept);
    Files.delete(probe);
    loop.advance(NodeWatch.EVERY.plus(MOMENT));

    assertThat(problems()).isEmpty();
  }
}
