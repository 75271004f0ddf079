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
import io.reeve.agent.core.KillRecord;
import io.reeve.agent.core.SignalSent;
import io.reeve.agent.core.StartOrder;
import io.reeve.agent.core.StopSignal;
import io.reeve.agent.testing.LiveNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract with the C supervisor, and what only it can do. */
class NativeSupervisorTest extends SupervisorLeaseContract {
  @BeforeAll
  static void needsTheCompiledSupervisor() {
    assumeTrue(Files.exists(LiveNode.nativeSupervisor()), "no C compiler at build time");
  }

  @Override
  Path supervisor() {
    return LiveNode.nativeSupervisor();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 9, 11, 15})
  void program_endedByASignal_reportsTheSignal(int number) {
    node.start(shell(ID, "ulimit -c 0; kill -" + number + " $$"));

    assertThat(node.awaitEnded(ID).exit()).contains(new ExitEvidence.Signal(number, false));
  }

  @Test
  void program_startsClean() throws IOException {
    node.start(command(ID, "sh", "-c", "ls /proc/self/fd | wc -l; umask; cat /proc/self/status"));

    List<String> lines = Files.readAllLines(Path.of(node.awaitEnded(ID).stdout()));
    assertThat(lines.get(0).strip())
        .isEqualTo("4"); // 0, 1, 2 and the directory that ls itself reads
    assertThat(lines.get(1)).isEqualTo("0022");
    assertThat(lines.stream().filter(line -> line.matches("Sig(Blk|Ign|Cgt):.*")))
        .hasSize(3)
        .allMatch(line -> line.endsWith("\t0000000000000000"));
  }

  @Test
  void cancel_daemonisedChildIgnoringStop_isKilledWithTheTask() throws IOException {
    node.start(
        shell(
            ID,
            "setsid sh -c 'setsid env -i sh -c \"trap \\\"\\\" TERM HUP; echo \\$\\$ > "
                + data
                + "/child; while :; do sleep 0.01; done\" & exit' & sleep 60"));
    awaitFile("child");
    await().until(() -> Files.size(data.resolve("child")) > 0);

    node.stop(ID, cancel(Duration.ofMillis(300)));

    EndReport report = node.awaitEnded(ID);
    assertThat(isAlive(childPid())).isFalse();
    KillRecord record = report.killRecord().orElseThrow();
    assertThat(record.escalated()).isTrue();
    assertThat(record.signals())
        .extracting(SignalSent::signal)
        .startsWith(StopSignal.SIGTERM)
        .endsWith(StopSignal.SIGKILL);
  }

  @Test
  void cancel_stoppedProgram_isContinuedSoThatItCanObey() {
    node.start(
        shell(ID, "trap 'exit 7' TERM; touch " + data + "/ready; while :; do sleep 0.01; done"));
    awaitFile("ready");
    stop(node.awaitStarted(ID));

    node.stop(ID, cancel(LONG));

    assertThat(node.awaitEnded(ID).exit()).contains(new ExitEvidence.Code(7));
  }

  @Test
  void cancel_withOwnStopSignal_sendsThatOne() {
    node.start(
        stoppedBy(
            StopSignal.SIGUSR1,
            shell(
                ID, "trap 'exit 9' USR1; touch " + data + "/ready; while :; do sleep 0.01; done")));
    awaitFile("ready");

    node.stop(ID, cancel(LONG));

    EndReport report = node.awaitEnded(ID);
    assertThat(report.exit()).contains(new ExitEvidence.Code(9));
    assertThat(report.killRecord().orElseThrow().signals())
        .extracting(SignalSent::signal)
        .containsExactly(StopSignal.SIGUSR1);
  }

  @Test
  void cancel_stoppedProgramWithOwnStopSignal_isContinuedEvenByASlowSupervisor()
      throws IOException {
    node.start(
        stoppedBy(
            StopSignal.SIGUSR1,
            shell(
                ID, "trap 'exit 9' USR1; touch " + data + "/ready; while :; do sleep 0.01; done")));
    awaitFile("ready");
    stop(node.awaitStarted(ID));
    stop(supervisorPid()); // it sees only what the agent said last

    node.stop(ID, cancel(LONG));
    Path order = data.resolve("attempts").resolve(ID.toString()).resolve("order");
    await("order")
        .until(() -> Files.exists(order) && Files.readString(order).contains(" signal=10 "));
    signal("-CONT", supervisorPid());

    assertThat(node.awaitEnded(ID).exit()).contains(new ExitEvidence.Code(9));
  }

  @ParameterizedTest
  @EnumSource(names = {"SIGTERM", "SIGUSR1"})
  void cancel_orderCannotBeWritten_stillAsksAndThenKills(StopSignal signal) throws IOException {
    node.start(
        stoppedBy(
            signal,
            shell(
                ID,
                "trap 'touch "
                    + data
                    + "/asked' TERM; touch "
                    + data
                    + "/ready; while :; do sleep 0.01; done")));
    awaitFile("ready");
    Files.createDirectory(data.resolve("attempts").resolve(ID.toString()).resolve("order.tmp"));

    node.stop(ID, cancel(Duration.ofMillis(500)));

    EndReport report = node.awaitEnded(ID);
    assertThat(data.resolve("asked")).exists();
    assertThat(report.exit()).contains(new ExitEvidence.Signal(9, false));
    assertThat(report.killRecord().orElseThrow().signals())
        .extracting(SignalSent::signal)
        .containsExactly(StopSignal.SIGTERM, StopSignal.SIGKILL);
  }

  @Test
  void agent_goneDuringTheGrace_supervisorKillsAtTheDeadline() throws IOException {
    node.start(shell(ID, "trap '' TERM; touch " + data + "/ready; while :; do sleep 0.01; done"));
    long pid = node.awaitStarted(ID);
    awaitFile("ready");
    node.stop(ID, cancel(Duration.ofMillis(400)));
    node.call(() -> {}); // the order is on disk
    node.close();

    await("death without an agent").atMost(Duration.ofSeconds(5)).until(() -> !isAlive(pid));

    node = new LiveNode(data, supervisor(), containment());
    EndReport report = node.awaitEnded(ID);
    assertThat(report.exit()).contains(new ExitEvidence.Signal(9, false));
    assertThat(report.cause()).isEqualTo(Cause.CANCELED);
    KillRecord record = report.killRecord().orElseThrow();
    assertThat(record.escalated()).isTrue();
    assertThat(record.message()).isEqualTo("no longer needed");
    assertThat(record.beginTime().orElseThrow()).isBefore(record.exitTime().orElseThrow());
    assertThat(record.signals())
        .extracting(SignalSent::signal)
        .containsExactly(StopSignal.SIGTERM, StopSignal.SIGKILL);
  }

  @Test
  void agent_goneWhenTheProgramLeavesChildren_supervisorEndsThemAndTheRecordSaysSo()
      throws IOException {
    StartOrder counted = asksCounted("ready", "asked");
    node.start(
        within(
            Duration.ofSeconds(2),
            shell(
                ID,
                "("
                    + counted.command().get(2)
                    + ") & while [ ! -e "
                    + data
                    + "/go ]; do sleep 0.01; done; exit 3")));
    awaitFile("ready");
    node.close();
    Files.createFile(data.resolve("go"));
    awaitFile("asked"); // by the supervisor

    node = new LiveNode(data, supervisor(), containment());

    EndReport report = node.awaitEnded(ID);
    KillRecord record = report.killRecord().orElseThrow();
    assertThat(report.exit()).contains(new ExitEvidence.Code(3));
    assertThat(report.cause()).isEqualTo(Cause.EXITED);
    assertThat(record.signals())
        .extracting(SignalSent::signal)
        .contains(StopSignal.SIGTERM)
        .endsWith(StopSignal.SIGKILL);
    assertThat(data.resolve("asked")).hasContent("x\n");
  }

  @Test
  void supervisor_killedDuringTheGrace_recordHasWhatItSent() throws IOException {
    node.start(
        stoppedBy(
            StopSignal.SIGUSR1,
            shell(
                ID,
                "trap 'touch "
                    + data
                    + "/asked' USR1; touch "
                    + data
                    + "/ready; while :; do sleep 0.01; done")));
    awaitFile("ready");
    node.stop(ID, cancel(LONG));
    Path signals = data.resolve("attempts").resolve(ID.toString()).resolve("signals");
    await("line").until(() -> Files.exists(signals) && Files.size(signals) > 0);

    ProcessHandle.of(supervisorPid()).orElseThrow().destroyForcibly();

    EndReport report = node.awaitEnded(ID);
    assertThat(report.exit()).contains(new ExitEvidence.Unknown("supervisor lost"));
    assertThat(report.killRecord().orElseThrow().signals())
        .extracting(SignalSent::signal)
        .containsExactly(StopSignal.SIGUSR1, StopSignal.SIGKILL);
  }

  @Test
  void timeLimit_overWhileTheAgentIsAway_supervisorEndsTheProgram() throws IOException {
    node.start(
        withTimeLimit(
            shell(ID, "trap '' TERM; touch " + data + "/ready; while :; do sleep 0.01; done"),
            Duration.ofMillis(800)));
    long pid = node.awaitStarted(ID);
    awaitFile("ready");
    node.close();
    await("death without an agent").until(() -> !isAlive(pid));

    node = new LiveNode(data, supervisor(), containment());

    EndReport report = node.awaitEnded(ID);
    assertThat(report.cause()).isEqualTo(Cause.TIME_LIMIT);
    assertThat(report.exit()).contains(new ExitEvidence.Signal(9, false));
    KillRecord record = report.killRecord().orElseThrow();
    assertThat(record.cause()).isEqualTo(Cause.TIME_LIMIT);
    assertThat(record.beginTime().orElseThrow()).isBefore(record.exitTime().orElseThrow());
    assertThat(record.signals())
        .extracting(SignalSent::signal)
        .contains(StopSignal.SIGTERM)
        .endsWith(StopSignal.SIGKILL);
  }

  @Test
  void timeLimit_overWhileAnAgentListens_isLeftToTheAgent() throws Exception {
    Path own = ownData("time-limit-ms", "100", "arg", "/bin/sh", "arg", "-c");
    append(own, "arg", "sleep 1.5; exit 5", "end", "");
    try (RandomAccessFile agent = new RandomAccessFile(own.resolve("events").toFile(), "rw")) {
      Process process =
          new ProcessBuilder(supervisor().toString(), "--attempt", own.toString(), ID.toString())
              .start();
      try {
        assertThat(nextLine(agent)).startsWith("started " + ID);
        assertThat(nextLine(agent)).startsWith("gone " + ID + " kind=exit code=5 ");
      } finally {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void spec_withoutATimeLimit_startsNothing() throws Exception {
    assertRefused(ownData("arg", "/bin/true", "end", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "lease"})
  void spec_withoutALease_startsNothing(String lease) throws Exception {
    assertRefused(ownDataWith(lease, "time-limit-ms", "0", "arg", "/bin/true", "end", ""));
  }

  private void assertRefused(Path own) throws Exception {
    try (RandomAccessFile agent = new RandomAccessFile(own.resolve("events").toFile(), "rw")) {
      new ProcessBuilder(supervisor().toString(), "--attempt", own.toString(), ID.toString())
          .start();
      assertThat(nextLine(agent)).startsWith("gone " + ID + " kind=start-failure stage=6 error=22");
    }
  }

  @Test
  void run_cannotBeWritten_startsNothingAndSaysSo() throws Exception {
    Path own = ownData("time-limit-ms", "0", "arg", "/bin/mkdir");
    append(own, "arg", own + "/ran", "end", "");
    try (RandomAccessFile pipe = new RandomAccessFile(own.resolve("events").toFile(), "rw")) {
      // No file may grow, as on a full disk.
      String script = "ulimit -f 0; exec " + supervisor() + " --attempt " + own + " " + ID;
      Process process = new ProcessBuilder("sh", "-c", script).start();
      try {
        assertThat(nextLine(pipe))
            .startsWith("gone " + ID + " kind=start-failure stage=6 error=27 ");
        assertThat(own.resolve("ran")).doesNotExist();
      } finally {
        process.destroyForcibly();
      }
    }
  }

  /** A data directory without an agent, with an attempt whose spec ends with these. */
  private Path ownData(String... more) throws Exception {
    return ownDataWith("/no/lease", more);
  }

  private Path ownDataWith(String lease, String... more) throws Exception {
    Path own = data.resolve("own");
    Files.createDirectories(own.resolve("attempts").resolve(ID.toString()));
    append(own, "version", "1", "attempt", ID.toString(), "cgroup", "");
    append(own, "lease", lease, "work-dir", "/");
    append(
        own,
        "stdin",
        "/dev/null",
        "stdout",
        "/dev/null",
        "stderr",
        "/dev/null",
        "umask",
        "18",
        "stop-signal",
        "15");
    append(own, "grace-ms", "9");
    append(own, more);
    String events = own.resolve("events").toString();
    assertThat(new ProcessBuilder("mkfifo", events).start().waitFor()).isZero();
    return own;
  }

  private static void append(Path own, String... words) throws IOException {
    Files.writeString(
        own.resolve("attempts").resolve(ID.toString()).resolve("spec"),
        String.join("\0", words) + "\0",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private static char state(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    return stat.charAt(stat.lastIndexOf(')') + 2);
  }

  private static String nextLine(RandomAccessFile pipe) throws Exception {
    return CompletableFuture.supplyAsync(() -> readLine(pipe)).get(10, TimeUnit.SECONDS);
  }

  private static String readLine(RandomAccessFile pipe) {
    try {
      return pipe.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void spawner_killed_isStartedAgain() {
    long spawner = node.processes().spawnerPid();
    ProcessHandle.of(spawner).orElseThrow().destroyForcibly();

    node.start(shell(ID, "exit 4"));

    assertThat(node.awaitEnded(ID).exit()).contains(new ExitEvidence.Code(4));
  }

  @Test
  void manyAttempts_shareOneSpawnerAndNoThreads() {
    int before = Thread.activeCount();
    List<AttemptId> ids =
        IntStream.rangeClosed(1, 60).mapToObj(i -> new AttemptId(2, i, 0, 1)).toList();
    ids.forEach(id -> node.start(command(id, "sleep", "60")));
    ids.forEach(node::awaitStarted);

    assertThat(Thread.activeCount()).isLessThanOrEqualTo(before + 1);

    node.stopAll(ids, cancel(LONG));
    assertThat(ids)
        .allSatisfy(
            id ->
                assertThat(node.awaitEnded(id).exit())
                    .contains(new ExitEvidence.Signal(15, false)));
  }

  private static void stop(long pid) {
    signal("-STOP", pid);
    await("stopped").until(() -> state(pid) == 'T');
  }

  private static void signal(String name, long pid) {
    try {
      int code = new ProcessBuilder("kill", name, Long.toString(pid)).start().waitFor();
      assertThat(code).isZero();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
