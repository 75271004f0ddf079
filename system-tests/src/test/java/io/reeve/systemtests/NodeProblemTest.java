package io.reeve.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.client.model.ExitStatus;
import io.reeve.client.model.JobSubmission;
import io.reeve.client.model.NodeProblem;
import io.reeve.client.model.NodeState;
import io.reeve.client.model.TaskId;
import io.reeve.client.model.TaskState;
import io.reeve.testing.Distribution;
import io.reeve.testing.LoopbackCluster;
import io.reeve.testing.Until;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent whose data is on a small file system of its own, which is then filled. */
class NodeProblemTest {
  private static final Duration BOUND = Duration.ofSeconds(60);

  private LoopbackCluster cluster;
  private boolean mounted;
  @TempDir Path dir;

  @BeforeEach
  void startOnASmallDisk() throws Exception {
    cluster = LoopbackCluster.headOnly(Distribution.home());
    cluster.cores(2);
    Files.createDirectories(cluster.agentData());
    mounted = run("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", disk()) == 0;
    Needs.holds("the right to mount", mounted);
    cluster.startAgent();
  }

  @AfterEach
  void stopCluster() throws Exception {
    Files.deleteIfExists(filler());
    cluster.stopDaemons();
    if (mounted) {
      assertThat(run("umount", disk())).isZero();
    }
    cluster.close();
  }

  private String disk() {
    return cluster.agentData().toString();
  }

  private Path filler() {
    return cluster.agentData().resolve("filler");
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private void fill() {
    var block = new byte[4096];
    try {
      while (true) {
        Files.write(filler(), block, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      }
    } catch (IOException full) {
      assertThat(cluster.agentData().toFile().getUsableSpace()).isLessThan(block.length);
    }
  }

  private TaskId submit(Program program) {
    return cluster.client().jobs().submit(JobSubmission.of(program.spec().build())).task(1);
  }

  private boolean hasProblem() {
    return cluster.client().nodes().get("n1").problems().stream()
        .anyMatch(problem -> problem.kind() == NodeProblem.Kind.DISK);
  }

  @Test
  void fullDisk_nothingNewStarts_whatRunsGoesOn_andItHeals() throws Exception {
    var release = dir.resolve("release");
    var program = Program.untilExists(release, 5);
    var running = submit(program);
    Until.holds(
        "it runs", () -> cluster.client().tasks().get(running).state() == TaskState.RUNNING);

    fill();

    Until.holds("the problem is shown", this::hasProblem);
    assertThat(cluster.client().nodes().get("n1").state()).isEqualTo(NodeState.ONLINE);
    assertThat(cluster.client().nodes().get("n1").reachable()).isTrue();
    var waiting = submit(Program.exiting(3));
    assertThat(cluster.client().tasks().get(waiting).state()).isEqualTo(TaskState.QUEUED);
    assertThat(cluster.client().tasks().get(waiting).pendingReason()).contains("n1", "disk");
    assertThat(cluster.client().tasks().get(running).state()).isEqualTo(TaskState.RUNNING);
    Files.createFile(release);
    Until.holds("the program is gone", () -> program.alive().isEmpty());
    assertThat(cluster.client().tasks().get(running).state().isFinal())
        .as("its end cannot be written down before there is room")
        .isFalse();
    assertThat(hasProblem()).isTrue();

    Files.delete(filler());

    assertThat(cluster.client().tasks().waitFor(running, BOUND).exit())
        .contains(ExitStatus.ofCode(5));
    assertThat(cluster.client().tasks().waitFor(waiting, BOUND).exit())
        .contains(ExitStatus.ofCode(3));
    assertThat(cluster.client().tasks().get(waiting).attempt()).isEqualTo(1);
    Until.holds("the problem is over", () -> !hasProblem());
  }
}
