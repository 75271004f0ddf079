package io.reeve.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.client.model.Cause;
import io.reeve.client.model.ExitStatus;
import io.reeve.client.model.TaskCancel;
import io.reeve.client.model.TaskId;
import io.reeve.client.model.TaskState;
import io.reeve.testing.Distribution;
import io.reeve.testing.LoopbackCluster;
import io.reeve.testing.Until;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** An agent that is stopped, killed, or gone with its machine loses no task and no exit code. */
class AdoptionTest extends OneNodeTest {
  @Test
  void agentKilled_programEndsMeanwhile_trueCodeAndTimeAreReported() throws Exception {
    var release = dir.resolve("release");
    var program = Program.untilExists(release, 9);
    var task = submit(program.spec());
    awaitState(task, TaskState.RUNNING);
    cluster.killAgent();
    assertThat(program.alive()).isNotEmpty();
    Files.createFile(release);
    Until.holds("the program ended", () -> program.alive().isEmpty());
    var restart = Instant.now();

    cluster.startAgent();

    var ended = cluster.client().tasks().waitFor(task, BOUND);
    assertThat(ended.exit()).contains(ExitStatus.ofCode(9));
    assertThat(ended.attempt()).isEqualTo(1);
    assertThat(kill(ended).exitTime().orElseThrow()).isBefore(restart);
  }

  @Test
  void agentStopped_tasksRunOn_areAdoptedAndCanBeForced() throws Exception {
    var stubborn = Program.stubbornWithChild();
    var task = submit(stubborn.spec());
    Until.holds("the child is there", () -> stubborn.alive().size() >= 2);
    awaitState(task, TaskState.RUNNING);
    var pid = pid(task);
    cluster.stopAgent();
    assertThat(stubborn.alive()).hasSizeGreaterThanOrEqualTo(2);

    cluster.startAgent();
    assertThat(pid(task)).isEqualTo(pid);
    cluster.client().tasks().cancel(TaskCancel.of(task).force(true).build());

    var ended = cluster.client().tasks().waitFor(task, BOUND);
    assertThat(ended.exit()).contains(ExitStatus.ofSignal(9, "SIGKILL"));
    assertThat(ended.attempt()).isEqualTo(1);
    assertThat(stubborn.alive()).isEmpty();
  }

  @Test
  void agentKilled_runningTaskIsAdoptedWithItsPidAndCanBeCanceled() throws Exception {
    var polite = Program.stoppingWith(7);
    var task = submit(polite.spec());
    awaitState(task, TaskState.RUNNING);
    Until.holds("the program runs", () -> !polite.alive().isEmpty());
    var pid = pid(task);
    cluster.killAgent();

    cluster.startAgent();
    cluster.client().tasks().cancel(task);

    var ended = cluster.client().tasks().waitFor(task, BOUND);
    assertThat(ended.exit()).contains(ExitStatus.ofCode(7));
    assertThat(ended.lastAttempt().orElseThrow().pid()).isEqualTo(pid);
    assertThat(polite.alive()).isEmpty();
  }

  @Test
  void agentKilled_duringGrace_deadlineIsCarriedOutWithoutIt() throws Exception {
    var stubborn = Program.stubbornWithChild();
    var task = canceledWithGrace(stubborn, Duration.ofSeconds(2));
    cluster.killAgent();

    Until.holds("nothing of it is left", () -> stubborn.alive().isEmpty());
    cluster.startAgent();

    var ended = cluster.client().tasks().waitFor(task, BOUND);
    assertThat(ended.state()).isEqualTo(TaskState.FAILED);
    assertThat(ended.exit()).contains(ExitStatus.ofSignal(9, "SIGKILL"));
    assertThat(kill(ended).goneTime()).isPresent();
  }

  @Test
  void agentBack_duringGrace_goesOnWithWhatIsLeftOfIt() throws Exception {
    var grace = Duration.ofSeconds(10); // in which an agent can start
    var stubborn = Program.stubbornWithChild();
    var task = canceledWithGrace(stubborn, grace);
    cluster.killAgent();

    cluster.startAgent();
    assertThat(stubborn.alive()).as("the grace is not over").isNotEmpty();

    var ended = cluster.client().tasks().waitFor(task, BOUND);
    var accepted = kill(ended).acceptTime().orElseThrow();
    assertThat(Duration.between(accepted, kill(ended).goneTime().orElseThrow()))
        .isBetween(grace.minusMillis(1), grace.plusSeconds(2)); // the wall clock may be corrected
    assertThat(stubborn.alive()).isEmpty();
  }

  /** The agent comes back with another boot id; nothing of the boot before is there. */
  @Test
  void machineRebooted_taskEndsAsNodeLostAndItsExitIsNotMadeUp() throws Exception {
    Needs.holds("root, who can fake a boot id", isRoot());
    cluster.close();
    cluster = LoopbackCluster.headOnly(Distribution.home(), 4);
    var twoSeconds = Map.of("HeartbeatInterval", "500ms", "InactivityCount", "4");
    cluster.client().cluster().setParameters(twoSeconds); // before an agent was promised more
    cluster.startAgent();
    var program = Program.stoppingWith(0);
    var task = submit(program.spec().rerunnable(false));
    awaitState(task, TaskState.RUNNING);
    cluster.killAgent();
    powerOff(program);

    cluster.startAgentBy(List.of("unshare", "--mount", "sh", "-c", withBootId(), "sh"));

    var ended = cluster.client().tasks().waitFor(task, BOUND);
    assertThat(ended.state()).isEqualTo(TaskState.FAILED);
    assertThat(ended.cause()).contains(Cause.NODE_LOST);
    assertThat(ended.exit()).contains(ExitStatus.unknown("reboot"));
  }

  private String withBootId() throws IOException {
    var file = Files.writeString(dir.resolve("boot_id"), UUID.randomUUID() + "\n");
    return "mount --bind '" + file + "' /proc/sys/kernel/random/boot_id && exec \"$@\"";
  }

  /** As without power: the supervisor cannot write down how the program ended. */
  private void powerOff(Program program) {
    var shells = program.alive().stream().map(ProcessHandle::of).flatMap(Optional::stream);
    for (var shell : shells.toList()) {
      var below = shell.descendants().toList();
      var supervisor = shell.parent().orElseThrow();
      supervisor.destroyForcibly();
      supervisor.onExit().join();
      shell.destroyForcibly();
      below.forEach(ProcessHandle::destroyForcibly);
    }
    Until.holds("nothing runs any more", () -> program.alive().isEmpty());
  }

  private static boolean isRoot() throws IOException {
    return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
  }

  private TaskId canceledWithGrace(Program program, Duration grace) {
    var task = submit(program.spec());
    awaitState(task, TaskState.RUNNING);
    Until.holds("the child is there", () -> program.alive().size() >= 2);
    cluster.client().tasks().cancel(TaskCancel.of(task).gracePeriod(grace).build());
    Until.holds("the deadline is written down beside the attempt", this::anOrderIsWritten);
    return task;
  }

  private boolean anOrderIsWritten() {
    try (var files = Files.walk(cluster.data().resolve("agent").resolve("attempts"))) {
      return files.anyMatch(file -> file.endsWith("order"));
    } catch (IOException | UncheckedIOException e) {
      return false; // a directory went away meanwhile
    }
  }

  private long pid(TaskId task) {
    return cluster.client().tasks().get(task).lastAttempt().orElseThrow().pid();
  }
}
