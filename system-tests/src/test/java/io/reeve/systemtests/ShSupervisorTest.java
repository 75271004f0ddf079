package io.reeve.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.client.model.Cause;
import io.reeve.client.model.ExitStatus;
import io.reeve.client.model.JobSubmission;
import io.reeve.client.model.Task;
import io.reeve.client.model.TaskCancel;
import io.reeve.client.model.TaskId;
import io.reeve.client.model.TaskSpec;
import io.reeve.client.model.TaskState;
import io.reeve.testing.Distribution;
import io.reeve.testing.LoopbackCluster;
import io.reeve.testing.Proc;
import io.reeve.testing.Until;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What docs/processes.md says of the supervisor in sh, which a build without a C compiler packs:
 * what it keeps, and where it is weaker.
 */
class ShSupervisorTest {
  private static final Duration BOUND = Duration.ofSeconds(60);

  private LoopbackCluster cluster;
  @TempDir Path dir;

  @BeforeEach
  void startCluster() throws Exception {
    cluster =
        LoopbackCluster.withAgent(Distribution.withoutCompiledSupervisor(dir.resolve("reeve")), 4);
  }

  @AfterEach
  void stopCluster() throws Exception {
    cluster.close();
  }

  @Test
  void agentKilled_taskRunsOnAndEndsMeanwhile_trueCodeIsReported() throws Exception {
    var release = dir.resolve("release");
    var program = Program.untilExists(release, 9);
    var task = running(program);
    cluster.killAgent();
    assertThat(program.alive()).isNotEmpty();
    Files.createFile(release);
    Until.holds("the program ended", () -> program.alive().isEmpty());

    cluster.startAgent();

    var ended = cluster.client().tasks().waitFor(task, BOUND);
    assertThat(ended.exit()).contains(ExitStatus.ofCode(9));
    assertThat(ended.attempt()).isEqualTo(1);
  }

  @Test
  void agentKilled_runningTaskIsAdoptedAndCanBeCanceled() throws Exception {
    var polite = Program.stoppingWith(7);
    var task = running(polite);
    cluster.killAgent();

    cluster.startAgent();
    cluster.client().tasks().cancel(task);

    var ended = cluster.client().tasks().waitFor(task, BOUND);
    assertThat(ended.exit()).contains(ExitStatus.ofCode(7));
    assertThat(polite.alive()).isEmpty();
  }

  /** Weaker: nobody carries the deadline out while the agent is away. */
  @Test
  void agentKilled_duringGrace_theNextAgentCarriesTheDeadlineOut() throws Exception {
    var stubborn = Program.stubbornWithChild();
    var task = running(stubborn);
    Until.holds("the child is there", () -> stubborn.alive().size() >= 2);
    var cancel = TaskCancel.of(task).gracePeriod(Duration.ofSeconds(1)).build();
    cluster.client().tasks().cancel(cancel);
    cluster.killAgent();

    cluster.startAgent();

    var ended = cluster.client().tasks().waitFor(task, BOUND);
    assertThat(ended.cause()).isEqualTo(Optional.of(Cause.CANCELED));
    assertThat(ended.exit()).contains(ExitStatus.ofSignal(9, "SIGKILL"));
    assertThat(stubborn.alive()).isEmpty();
  }

  /** Weaker: a signal that Reeve did not send looks like the exit code that sh makes of it. */
  @Test
  void exitAbove128_ofItsOwn_isReportedAsACode() {
    var exits = ended(TaskSpec.ofCommand("sh", "-c", "exit 143"));
    var signaled = ended(TaskSpec.ofCommand("sh", "-c", "kill -9 $$"));

    assertThat(exits.exit()).contains(ExitStatus.ofCode(143));
    assertThat(signaled.exit()).contains(ExitStatus.ofCode(137));
  }

  /** Weaker: nothing leads from such a process back to its task. */
  @Test
  void childWithoutParentSessionAndEnvironment_getsAway() throws Exception {
    var pidFile = dir.resolve("pid");
    var task =
        running(
            TaskSpec.ofCommand(
                "sh",
                "-c",
                "(env -i setsid sh -c 'echo $$ > \"$0\"; exec sleep 3600' \"$0\" &)"
                    + " ; while :; do sleep 60; done",
                pidFile.toString()));
    Until.holds("the stray has cut its last tie", () -> isOrphan(pidFile));
    var stray = ProcessHandle.of(Long.parseLong(read(pidFile).strip())).orElseThrow();
    try {
      cluster.client().tasks().cancel(TaskCancel.of(task).force(true).build());
      cluster.client().tasks().waitFor(task, BOUND);

      assertThat(stray.isAlive()).isTrue();
    } finally {
      stray.destroyForcibly();
    }
  }

  private static boolean isOrphan(Path pidFile) {
    var pid = read(pidFile).strip();
    return !pid.isEmpty()
        && Proc.commandLine(Long.parseLong(pid)).startsWith("sleep")
        && ProcessHandle.of(Long.parseLong(pid))
            .flatMap(ProcessHandle::parent)
            .map(parent -> !Proc.commandLine(parent.pid()).startsWith("sh"))
            .orElse(true);
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TaskId running(Program program) {
    var task = running(program.spec().build());
    Until.holds("the program runs", () -> !program.alive().isEmpty());
    return task;
  }

  private TaskId running(TaskSpec spec) {
    var task = cluster.client().jobs().submit(JobSubmission.of(spec)).task(1);
    Until.holds(
        task + " runs", () -> cluster.client().tasks().get(task).state() == TaskState.RUNNING);
    return task;
  }

  private Task ended(TaskSpec spec) {
    var task = cluster.client().jobs().submit(JobSubmission.of(spec)).task(1);
    return cluster.client().tasks().waitFor(task, BOUND);
  }
}
