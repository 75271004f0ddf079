package io.reeve.agent.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.agent.core.NodeProblem;
import io.reeve.agent.testing.FakeProcessControl;
import io.reeve.agent.testing.ManualLoop;
import io.reeve.agent.testing.MemoryJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk of the node and what was set aside, with the test as both threads. */
class NodeWatchTest {
  private static final NodeProblem DAMAGED = problem(NodeProblem.Kind.CORRUPT_ATTEMPT);
  private static final NodeProblem DISK = problem(NodeProblem.Kind.DISK);

  @TempDir Path data;
  private final ManualLoop loop = new ManualLoop();
  private final Deque<Runnable> background = new ArrayDeque<>();
  private final FakeProcessControl processes = new FakeProcessControl(loop);

  private final NodeCondition condition = new NodeCondition(loop);

  private static NodeProblem problem(NodeProblem.Kind kind) {
    return new NodeProblem(kind, "a problem", Instant.EPOCH);
  }

  @Test
  void problems_diskComesFirst() {
    condition.corrupt(Collections.nCopies(100, DAMAGED));
    condition.disk(Optional.of(DISK));

    assertThat(condition.problems()).hasSize(101).startsWith(DISK);
  }

  @Test
  void manySetAside_areCountedAndNotAllNamed() {
    NodeRunner runner = runner();
    List<Path> all = Collections.nCopies(NodeWatch.NAMED + 7, data.resolve("corrupt/1.1.0.1"));
    processes.setAside(all);

    watch(runner).start();

    List<NodeProblem> problems = runner.condition().problems();
    assertThat(problems).hasSize(NodeWatch.NAMED + 1);
    assertThat(problems.get(NodeWatch.NAMED).message()).contains("7");
  }

  @Test
  void suspicion_duringALookThatDoesNotWrite_isFollowedByOneThatDoes() throws IOException {
    NodeRunner runner = runner();
    NodeWatch watch = watch(runner);
    watch.start();
    loop.advance(NodeWatch.EVERY.plus(Duration.ofMillis(1)));
    assertThat(background).isNotEmpty(); // a look that does not write
    Path probe = Files.createDirectory(data.resolve("probe")); // cannot be written to
    Files.createFile(probe.resolve("file"));

    watch.suspectDisk();
    runAll();

    assertThat(runner.condition().disk()).isPresent();
  }

  @Test
  void probe_thatCannotBeWritten_leavesNothing() throws IOException {
    Path probe = data.resolve("probe");
    Files.createSymbolicLink(probe, Path.of("/dev/full"));

    assertThat(new DiskProbe(data).trouble(true)).isPresent();

    assertThat(Files.exists(probe, LinkOption.NOFOLLOW_LINKS)).isFalse();
  }

  private NodeRunner runner() {
    return new NodeRunner(
        loop,
        processes,
        new MemoryJournal(),
        new NodeContext(data, "n1", "127.0.0.1", "boot-1"),
        Duration.ofSeconds(60));
  }

  private NodeWatch watch(NodeRunner runner) {
    return new NodeWatch(loop, runner, processes, background::add, background::add, data, true);
  }

  private void runAll() {
    while (!background.isEmpty()) {
      background.remove().run();
      loop.run();
    }
  }
}
