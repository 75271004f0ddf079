package io.reeve.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reeve.client.model.Cause;
import io.reeve.client.model.ExitStatus;
import io.reeve.client.model.Explanation;
import io.reeve.client.model.JobSubmission;
import io.reeve.client.model.KillRecord;
import io.reeve.client.model.Node;
import io.reeve.client.model.ProcessInfo;
import io.reeve.client.model.Residue;
import io.reeve.client.model.SignalSent;
import io.reeve.client.model.Task;
import io.reeve.client.model.TaskId;
import io.reeve.client.model.TaskState;
import io.reeve.testing.Distribution;
import io.reeve.testing.LoopbackCluster;
import io.reeve.testing.Until;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that no kill ends: they are shown, withhold only what they were given, and the task
 * ends by itself when they are gone. Kills are without effect while a file exists; and, where the
 * kernel has the old freezer, really.
 */
class ResidueTest {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final Duration HEALED = Duration.ofSeconds(5);
  private static final Path FREEZER = Path.of("/sys/fs/cgroup/freezer");

  private LoopbackCluster cluster;
  private Path ineffective;
  private Program stubborn;
  private TaskId task;
  @TempDir Path dir;

  @BeforeEach
  void startCluster() throws Exception {
    var settings = Files.writeString(dir.resolve("agent.yaml"), "kill-timeout: 1s\n");
    ineffective = Files.createFile(dir.resolve("kills-ineffective"));
    cluster =
        LoopbackCluster.headOnly(Distribution.home(), 2, List.of("--config", settings.toString()));
    startAgent();
    stubborn = Program.stubbornWithChild();
    task = submit(stubborn, Duration.ofMillis(200));
    Until.holds("it runs", () -> get().state() == TaskState.RUNNING);
    Until.holds("both of its processes are there", () -> stubborn.alive().size() == 2);
  }

  private void startAgent() throws IOException {
    var option = "REEVE_AGENT_OPTS=-Dreeve.test.kills-ineffective=" + ineffective;
    cluster.startAgentBy(List.of("env", option));
  }

  @AfterEach
  void stopCluster() throws Exception {
    Files.deleteIfExists(ineffective);
    cluster.close();
  }

  private TaskId submit(Program program, Duration grace) {
    return cluster
        .client()
        .jobs()
        .submit(JobSubmission.of(program.spec().gracePeriod(grace).build()))
        .id()
        .task(1);
  }

  private Task get() {
    return cluster.client().tasks().get(task);
  }

  private Optional<Residue> residue() {
    return get().attempts().get(0).residue();
  }

  private Node node() {
    return cluster.client().nodes().get("n1");
  }

  private Residue cancelInVain() {
    cluster.client().tasks().cancel(task);
    Until.holds("residue is published", () -> residue().isPresent());
    return residue().orElseThrow();
  }

  private Task awaitHealed(Instant gone) {
    var ended = cluster.client().tasks().waitFor(task, BOUND);
    var over = ended.attempts().get(0).endTime().orElseThrow();
    assertThat(Duration.between(gone, over)).as("until it healed").isLessThan(HEALED);
    assertThat(ended.state()).isEqualTo(TaskState.FAILED);
    assertThat(ended.cause()).contains(Cause.CANCELED);
    assertThat(ended.attempts().get(0).residue()).isEmpty();
    assertThat(stubborn.alive()).isEmpty();
    assertThat(node().residues()).isEmpty();
    assertThat(node().tasks()).isZero();
    return ended;
  }

  private static KillRecord kill(Task ended) {
    return ended.attempts().get(0).killRecord().orElseThrow();
  }

  @Test
  void cancelWithoutEffect_isShownEverywhere_andEndsWhenKillsHelpAgain() throws Exception {
    var residue = cancelInVain();

    assertThat(residue.processes()).extracting(ProcessInfo::pid).containsAll(stubborn.alive());
    assertThat(residue.processes()).allMatch(process -> !process.state().isEmpty());
    assertThat(get().state()).isEqualTo(TaskState.CANCELING);
    assertThat(node().residues())
        .singleElement()
        .satisfies(
            left -> {
              assertThat(left.task()).isEqualTo(task);
              assertThat(left.residue()).isEqualTo(residue);
            });
    assertThat(cluster.client().tasks().explain(task).explanations())
        .singleElement()
        .satisfies(
            reason -> {
              assertThat(reason.reason()).isEqualTo(Explanation.Reason.RESIDUE);
              assertThat(reason.residue()).contains(residue);
            });
    var pid = Long.toString(residue.processes().get(0).pid());
    assertThat(reeve("node", "view", "n1")).contains("Residue", pid);
    assertThat(reeve("task", "explain", task.toString())).contains("Residue", pid);
    assertThat(reeve("task", "view", task.toString())).contains("residue", pid);

    Files.delete(ineffective);
    var effective = Instant.now();
    var record = kill(awaitHealed(effective));

    assertThat(record.escalated()).isTrue();
    assertThat(record.goneTime().orElseThrow()).isAfter(effective);
    assertThat(record.unproven()).isEmpty();
    assertThat(record.signals())
        .filteredOn(sent -> sent.signal().equals("SIGKILL"))
        .extracting(SignalSent::processes)
        .containsExactly(residue.total());
  }

  @Test
  void residue_withholdsOnlyItsOwnResources() {
    cancelInVain();

    var other = submit(Program.exiting(3), Duration.ofSeconds(1));

    var ended = cluster.client().tasks().waitFor(other, BOUND);
    assertThat(ended.exit()).contains(ExitStatus.ofCode(3));
    assertThat(residue()).isPresent();
    assertThat(node().used().orElseThrow().cores()).isEqualTo(1);
  }

  @Test
  void processesEndedByAnOperator_healWithoutAnyDoing() {
    cancelInVain();

    endByHand();

    var record = kill(awaitHealed(Instant.now()));
    assertThat(record.signals())
        .as("what was sent in vain is not claimed")
        .noneMatch(sent -> sent.signal().equals("SIGKILL"));
    assertThat(record.goneTime()).isPresent();
  }

  @Test
  void residue_survivesTheDeathOfBothDaemons() throws Exception {
    var before = cancelInVain();

    cluster.killAgent();
    cluster.killHead();
    cluster.restartHead();
    assertThat(residue()).as("known to the head node by itself").contains(before);
    startAgent();
    assertThat(residue()).as("a join alone takes nothing back").isPresent();
    assertThat(stubborn.alive()).isNotEmpty();

    Files.delete(ineffective);

    assertThat(kill(awaitHealed(Instant.now())).escalated()).isTrue();
  }

  /** The real thing: such a process is in state D and dies of SIGKILL only when it is thawed. */
  @Test
  void frozenProcesses_areResidueUntilTheyThaw() throws Exception {
    // Not every CI machine has one, and nothing can install it; the seam above shows the rest.
    assumeTrue(Files.isWritable(FREEZER.resolve("cgroup.procs")), "no cgroup version 1 freezer");
    Files.delete(ineffective);
    var ice =
        Files.createDirectory(FREEZER.resolve("reeve-test-" + task + "-" + cluster.headPid()));
    try {
      for (var pid : processesOf()) {
        Files.writeString(ice.resolve("cgroup.procs"), Long.toString(pid));
      }
      Files.writeString(ice.resolve("freezer.state"), "FROZEN");

      var residue = cancelInVain();

      assertThat(residue.processes())
          .isNotEmpty()
          .allSatisfy(process -> assertThat(process.state()).isEqualTo("D"));
      assertThat(get().state()).isEqualTo(TaskState.CANCELING);
      Files.writeString(ice.resolve("freezer.state"), "THAWED");
      assertThat(kill(awaitHealed(Instant.now())).escalated()).isTrue();
    } finally {
      Files.writeString(ice.resolve("freezer.state"), "THAWED");
      Until.holds("nothing is in it", () -> isEmpty(ice.resolve("cgroup.procs")));
      Files.delete(ice);
    }
  }

  /** With the sleeping children, which do not carry the mark. */
  private List<Long> processesOf() {
    var all = new ArrayList<Long>();
    for (var pid : stubborn.alive()) {
      all.add(pid);
      ProcessHandle.of(pid)
          .ifPresent(process -> process.descendants().forEach(child -> all.add(child.pid())));
    }
    return all.stream().distinct().toList();
  }

  private void endByHand() {
    Until.holds(
        "all of it is gone",
        () -> {
          processesOf()
              .forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
          return residueIsGone();
        });
  }

  /** The sleeping children of what was killed first are killed by their numbers. */
  private boolean residueIsGone() {
    residue()
        .ifPresent(
            left ->
                left.processes()
                    .forEach(
                        process ->
                            ProcessHandle.of(process.pid())
                                .ifPresent(ProcessHandle::destroyForcibly)));
    return stubborn.alive().isEmpty();
  }

  private static boolean isEmpty(Path file) {
    try {
      return Files.readString(file).isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String reeve(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Distribution.home().resolve("bin/reeve").toString());
    command.addAll(List.of("--head", cluster.address()));
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
