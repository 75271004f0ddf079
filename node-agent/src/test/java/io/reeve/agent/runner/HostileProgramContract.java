package io.reeve.agent.runner;

import static io.reeve.agent.testing.TestOrders.cancel;
import static io.reeve.agent.testing.TestOrders.command;
import static io.reeve.agent.testing.TestOrders.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.Cause;
import io.reeve.agent.core.EndReport;
import io.reeve.agent.core.ExitEvidence;
import io.reeve.agent.core.StopSignal;
import io.reeve.agent.process.ContainmentChoice;
import io.reeve.agent.testing.HostileProgram;
import io.reeve.agent.testing.Leftovers;
import io.reeve.agent.testing.LiveNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds of every containment with the C supervisor, whatever a program does. */
abstract class HostileProgramContract {
  static final AttemptId ID = new AttemptId(1, 1, 0, 1);
  static final Duration SHORT = Duration.ofMillis(200);

  @TempDir Path data;
  LiveNode node;
  HostileProgram program;

  abstract ContainmentChoice containment();

  @BeforeAll
  static void needsTheCompiledSupervisor() {
    assumeTrue(Files.exists(LiveNode.nativeSupervisor()), "no C compiler at build time");
  }

  @BeforeEach
  void startNode() throws IOException {
    program = new HostileProgram(data.resolve("program"));
    node = new LiveNode(data, LiveNode.nativeSupervisor(), containment());
  }

  @AfterEach
  void stopNode() throws IOException {
    node.close();
    program.end();
    Leftovers.end(data);
  }

  private void run(String mode, int number) {
    node.start(program.order(ID, mode, number));
    await("hostile program").until(program::isReady);
  }

  @Test
  void cancel_daemonsThatIgnoreEverySignal_endsAllOfThem() throws IOException {
    run("family", 20);
    assertThat(program.alive()).hasSizeGreaterThanOrEqualTo(21);

    node.stop(ID, cancel(SHORT));

    EndReport report = node.awaitEnded(ID);
    assertThat(program.alive()).isEmpty();
    assertThat(report.cause()).isEqualTo(Cause.CANCELED);
    assertThat(report.exit()).contains(new ExitEvidence.Signal(9, false));
    assertThat(report.killRecord().orElseThrow().signals().get(0).processes())
        .as("asked politely")
        .isEqualTo(21);
    assertThat(report.killRecord().orElseThrow().escalated()).isTrue();
  }

  /** The kernel's list of a cgroup, and its kill, leave such processes out. */
  @Test
  void cancel_daemonsWhoseFirstThreadEnded_endsAllOfThem() throws IOException {
    run("ghosts", 8);

    node.stop(ID, cancel(Duration.ZERO));

    EndReport report = node.awaitEnded(ID);
    assertThat(program.alive()).isEmpty();
    assertThat(report.killRecord().orElseThrow().goneTime()).isPresent();
  }

  @Test
  void cancel_forcedDuringAForkStorm_endsAllOfIt() throws IOException {
    run("storm", 2000);

    node.stop(ID, cancel(Duration.ZERO));

    EndReport report = node.awaitEnded(ID);
    assertThat(program.alive()).isEmpty();
    assertThat(report.exit()).contains(new ExitEvidence.Signal(9, false));
  }

  @Test
  void program_exitsAndLeavesDaemons_isFinalWhenTheyAreGone() throws IOException {
    run("leader", 8);

    EndReport report = node.awaitEnded(ID);

    assertThat(program.alive()).isEmpty();
    assertThat(report.exit()).contains(new ExitEvidence.Code(0));
    assertThat(report.cause()).isEqualTo(Cause.EXITED);
    assertThat(report.killRecord().orElseThrow().leftBehind()).isEqualTo(8);
  }

  @Test
  void program_holdsAPort_itIsFreeWhenTheTaskIsFinal() throws IOException {
    run("port", 0);
    int port = program.port();

    node.stop(ID, cancel(Duration.ZERO));
    node.awaitEnded(ID);

    try (ServerSocket again = new ServerSocket()) {
      again.setReuseAddress(false);
      again.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      assertThat(again.isBound()).isTrue();
    }
  }

  @Test
  void cancel_stoppedSupervisor_killsAllAndHasItSayHowItEnded() throws Exception {
    run("family", 4);
    long supervisor = supervisorPid();
    signal("-STOP", supervisor);
    await("stopped").until(() -> stat(supervisor).contains(") T "));

    node.stop(ID, cancel(Duration.ZERO));

    await("death").until(() -> program.alive().isEmpty());
    EndReport report = node.awaitEnded(ID);
    assertThat(report.exit()).contains(new ExitEvidence.Signal(9, false));
    assertThat(report.killRecord().orElseThrow().signals())
        .anyMatch(sent -> sent.signal() == StopSignal.SIGKILL);
  }

  /** Which of its processes a later look can still find is up to the containment. */
  EndReport endOfFamilyWithoutSupervisor(String family) throws IOException {
    run(family, 8);

    ProcessHandle.of(supervisorPid()).orElseThrow().destroyForcibly();

    EndReport report = node.awaitEnded(ID);
    assertThat(report.exit()).contains(new ExitEvidence.Unknown("supervisor lost"));
    assertThat(report.cause()).isEqualTo(Cause.NODE_LOST);
    return report;
  }

  /** Either of the two may come first; nothing else may come out of it. */
  @Test
  void cancel_racesWithTheExit_neverMakesUpACode() {
    List<AttemptId> ids =
        IntStream.rangeClosed(1, 200).mapToObj(i -> new AttemptId(3, i, 0, 1)).toList();
    for (AttemptId id : ids) {
      node.start(shell(id, "sleep 0.00" + id.task() % 6 + "; exit 7"));
      node.awaitStarted(id);
      node.stop(id, cancel(Duration.ofSeconds(30)));
      node.stop(id, cancel(Duration.ofSeconds(30)));
    }

    assertThat(ids)
        .allSatisfy(
            id -> {
              EndReport report = node.awaitEnded(id);
              assertThat(report.exit().orElseThrow())
                  .isIn(new ExitEvidence.Code(7), new ExitEvidence.Signal(15, false));
              if (report.exit().orElseThrow() instanceof ExitEvidence.Signal) {
                assertThat(report.cause()).isEqualTo(Cause.CANCELED);
              }
              assertThat(node.ends(id)).hasSize(1);
            });
  }

  /** A task that comes after a hostile one is none the worse for it. */
  @Test
  void cancel_ofOne_sparesTheOther() throws IOException {
    AttemptId other = new AttemptId(1, 2, 0, 1);
    node.start(command(other, "sleep", "60"));
    long pid = node.awaitStarted(other);
    run("family", 4);

    node.stop(ID, cancel(Duration.ZERO));
    node.awaitEnded(ID);

    assertThat(AttemptContract.isAlive(pid)).isTrue();
    assertThat(node.hasEnded(other)).isFalse();
  }

  private long supervisorPid() throws IOException {
    Path run = data.resolve("attempts").resolve(ID.toString()).resolve("run");
    return Long.parseLong(Files.readString(run).split(" ", -1)[1]);
  }

  private static String stat(long pid) throws IOException {
    return Files.readString(Path.of("/proc/" + pid + "/stat"));
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", name, Long.toString(pid)).start().waitFor()).isZero();
  }
}
