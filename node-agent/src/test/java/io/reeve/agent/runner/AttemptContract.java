package io.reeve.agent.runner;

import static io.reeve.agent.testing.TestOrders.cancel;
import static io.reeve.agent.testing.TestOrders.command;
import static io.reeve.agent.testing.TestOrders.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.Cause;
import io.reeve.agent.core.EndReport;
import io.reeve.agent.core.ExitEvidence;
import io.reeve.agent.core.KillRecord;
import io.reeve.agent.core.SignalSent;
import io.reeve.agent.core.StartFailure;
import io.reeve.agent.core.StartOrder;
import io.reeve.agent.core.StopSignal;
import io.reeve.agent.process.ContainmentChoice;
import io.reeve.agent.testing.Leftovers;
import io.reeve.agent.testing.LiveNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of attempts with every supervisor and every containment, over real processes. */
abstract class AttemptContract {
  static final AttemptId ID = new AttemptId(1, 1, 0, 1);
  static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path data;
  LiveNode node;

  abstract Path supervisor();

  ContainmentChoice containment() {
    return ContainmentChoice.SUBREAPER;
  }

  @BeforeEach
  void startNode() throws IOException {
    node = new LiveNode(data, supervisor(), containment());
  }

  /** What a test that failed left running is ended, too. */
  @AfterEach
  void stopNode() throws IOException {
    node.close();
    Leftovers.end(data);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 125, 126, 127, 128, 137, 143, 255})
  void program_callsExit_reportsItsCode(int code) {
    node.start(shell(ID, "exit " + code));

    EndReport report = node.awaitEnded(ID);

    assertThat(report.exit()).contains(new ExitEvidence.Code(code));
    assertThat(report.cause()).isEqualTo(Cause.EXITED);
    assertThat(report.neverStarted()).isFalse();
    assertThat(report.killRecord().orElseThrow().goneTime()).isPresent();
  }

  @Test
  void output_notDirected_isKeptBelowTheDataDirectory() throws IOException {
    node.start(shell(ID, "echo out; echo err >&2"));

    EndReport report = node.awaitEnded(ID);

    assertThat(Path.of(report.stdout())).hasContent("out\n").startsWith(data);
    assertThat(Path.of(report.stderr())).hasContent("err\n").startsWith(data);
  }

  @Test
  void command_withOddWords_isNotInterpreted() {
    String odd = "a b\n'\"$HOME`id`*\\;|&";
    node.start(command(ID, "printf", "%s", odd));

    EndReport report = node.awaitEnded(ID);

    assertThat(Path.of(report.stdout())).hasContent(odd);
  }

  @Test
  void environment_hasOwnAndBuiltInVariables() {
    StartOrder plain =
        shell(
            ID,
            "echo \"$GREETING|$CCP_JOBID|$CCP_TASKID|$REEVE_JOB_ID|$CCP_NUMCPUS|$REEVE_ATTEMPT\"");
    node.start(withEnv(plain, Map.of("GREETING", "it's", "CCP_JOBID", "99")));

    assertThat(Path.of(node.awaitEnded(ID).stdout())).hasContent("it's|1|1|1|1|1.1.0.1\n");
  }

  @Test
  void program_missing_failsToStart() {
    node.start(command(ID, "no-such-program-here"));

    assertStartFailed(StartFailure.Stage.EXEC);
  }

  @Test
  void workDir_missing_failsToStart() {
    node.start(in("/no/such/directory", "", command(ID, "true")));

    assertStartFailed(StartFailure.Stage.WORK_DIR);
  }

  @Test
  void stdout_unwritable_failsToStart() {
    node.start(in("", "/no/such/directory/out", command(ID, "true")));

    assertStartFailed(StartFailure.Stage.STDOUT);
  }

  @Test
  void cancel_programObeys_endsWithItsOwnCodeWithinTheGrace() {
    node.start(
        shell(ID, "trap 'exit 7' TERM; touch " + data + "/ready; while :; do sleep 0.01; done"));
    awaitFile("ready");

    node.stop(ID, cancel(LONG));

    EndReport report = node.awaitEnded(ID);
    assertThat(report.exit()).contains(new ExitEvidence.Code(7));
    assertThat(report.cause()).isEqualTo(Cause.CANCELED);
    KillRecord record = report.killRecord().orElseThrow();
    assertThat(record.escalated()).isFalse();
    assertThat(record.message()).isEqualTo("no longer needed");
    assertThat(record.signals()).extracting(SignalSent::signal).contains(StopSignal.SIGTERM);
  }

  @Test
  void cancel_programIgnoresStop_isKilledAtTheDeadlineNeverEarly() {
    node.start(shell(ID, "trap '' TERM; touch " + data + "/ready; while :; do sleep 0.01; done"));
    awaitFile("ready");

    node.stop(ID, cancel(Duration.ofMillis(500)));

    EndReport report = node.awaitEnded(ID);
    assertThat(report.exit()).contains(new ExitEvidence.Signal(9, false));
    KillRecord record = report.killRecord().orElseThrow();
    assertThat(record.escalated()).isTrue();
    Instant asked = record.beginTime().orElseThrow();
    assertThat(Duration.between(asked, record.exitTime().orElseThrow()))
        .isGreaterThanOrEqualTo(Duration.ofMillis(500));
  }

  @Test
  void cancel_forced_killsAtOnce() {
    node.start(shell(ID, "trap '' TERM; touch " + data + "/ready; while :; do sleep 0.01; done"));
    awaitFile("ready");

    node.stop(ID, cancel(LONG));
    node.stop(ID, cancel(Duration.ZERO));

    EndReport report = node.awaitEnded(ID);
    assertThat(report.exit()).contains(new ExitEvidence.Signal(9, false));
    assertThat(report.killRecord().orElseThrow().escalated()).isTrue();
  }

  @Test
  void cancel_beforeTheProgramIsExecuted_neverStartsIt() {
    node.call(
        () -> {
          node.start(shell(ID, "touch " + data + "/ran"));
          node.stop(ID, cancel(LONG));
        });

    EndReport report = node.awaitEnded(ID);
    assertThat(report.neverStarted()).isTrue();
    assertThat(report.cause()).isEqualTo(Cause.CANCELED);
    assertThat(data.resolve("ran")).doesNotExist();
  }

  @Test
  void stop_unknownAttempt_answersAndNeverStartsIt() throws IOException {
    node.stop(ID, cancel(LONG));
    assertThat(node.awaitEnded(ID).neverStarted()).isTrue();
    node.acknowledge(ID);
    node.close();

    node = new LiveNode(data, supervisor(), containment());
    node.start(shell(ID, "touch " + data + "/ran"));

    AttemptId next = new AttemptId(1, 1, 0, 2);
    node.start(command(next, "true"));
    node.awaitEnded(next);
    assertThat(data.resolve("ran")).doesNotExist();
  }

  @Test
  void start_twice_runsOnce() {
    StartOrder order = shell(ID, "echo x >> " + data + "/runs");
    node.start(order);
    node.start(order);
    node.awaitEnded(ID);
    node.start(order);

    AttemptId next = new AttemptId(1, 1, 0, 2);
    node.start(command(next, "true"));
    node.awaitEnded(next);
    assertThat(data.resolve("runs")).hasContent("x\n");
  }

  @Test
  void timeLimit_over_endsTheProgramWithThatCause() {
    StartOrder order = command(ID, "sleep", "60");
    node.start(withTimeLimit(order, Duration.ofMillis(300)));

    EndReport report = node.awaitEnded(ID);
    assertThat(report.cause()).isEqualTo(Cause.TIME_LIMIT);
    assertThat(report.exit()).contains(new ExitEvidence.Signal(15, false));
  }

  @Test
  void program_leavesChildren_endsThemBeforeItIsOver() throws IOException {
    node.start(
        shell(
            ID,
            "sh -c 'trap \"\" TERM; echo $$ > "
                + data
                + "/child; while :; do sleep 0.01; done' & "
                + "while [ ! -s "
                + data
                + "/child ]; do sleep 0.01; done; exit 3"));

    EndReport report = node.awaitEnded(ID);

    assertThat(report.exit()).contains(new ExitEvidence.Code(3));
    assertThat(report.cause()).isEqualTo(Cause.EXITED);
    assertThat(report.killRecord().orElseThrow().leftBehind()).isPositive();
    assertThat(isAlive(childPid())).isFalse();
  }

  @Test
  void agent_stoppedWhileProgramRuns_laterAgentReportsItsCode() throws IOException {
    node.start(shell(ID, "while [ ! -e " + data + "/go ]; do sleep 0.01; done; exit 37"));
    long pid = node.awaitStarted(ID);
    node.close();

    assertThat(isAlive(pid)).isTrue();
    node = new LiveNode(data, supervisor(), containment());
    Files.createFile(data.resolve("go"));

    EndReport report = node.awaitEnded(ID);
    assertThat(report.exit()).contains(new ExitEvidence.Code(37));
    assertThat(report.pid()).isEqualTo(pid);
  }

  @Test
  void agent_awayWhileProgramEnds_laterAgentReportsItsCode() throws IOException {
    node.start(shell(ID, "while [ ! -e " + data + "/go ]; do sleep 0.01; done; exit 37"));
    long pid = node.awaitStarted(ID);
    node.close();
    Files.createFile(data.resolve("go"));
    await("end of the program").until(() -> !isAlive(pid));

    node = new LiveNode(data, supervisor(), containment());

    assertThat(node.awaitEnded(ID).exit()).contains(new ExitEvidence.Code(37));
  }

  @Test
  void agent_restartedDuringTheGrace_recordHasWhatWasSentBefore() throws IOException {
    node.start(asksCounted("ready", "asked"));
    awaitFile("ready");
    node.stop(ID, cancel(Duration.ofMillis(1500)));
    awaitFile("asked");
    node.close();
    Instant restart = Instant.now();

    node = new LiveNode(data, supervisor(), containment());

    EndReport report = node.awaitEnded(ID);
    KillRecord record = report.killRecord().orElseThrow();
    assertThat(report.cause()).isEqualTo(Cause.CANCELED);
    assertThat(record.message()).isEqualTo("no longer needed");
    assertThat(record.requestedBy()).isEqualTo("alice");
    assertThat(record.beginTime().orElseThrow()).isBefore(restart);
    assertThat(record.signals())
        .extracting(SignalSent::signal)
        .containsExactly(StopSignal.SIGTERM, StopSignal.SIGKILL);
    assertThat(record.signals().get(0).time()).isBefore(restart);
    assertThat(record.signals().get(0).processes()).isPositive();
    assertThat(Duration.between(record.beginTime().orElseThrow(), record.signals().get(1).time()))
        .isGreaterThanOrEqualTo(Duration.ofMillis(1499)); // the wall clock may be corrected
    assertThat(data.resolve("asked")).hasContent("x\n");
  }

  /** A program that writes a line for each SIGTERM and goes on. */
  StartOrder asksCounted(String ready, String asked) {
    return shell(
        ID,
        "trap 'echo x >> "
            + data.resolve(asked)
            + "' TERM; touch "
            + data.resolve(ready)
            + "; while :; do sleep 0.01; done");
  }

  @Test
  void report_notAcknowledged_isToldAgainByALaterAgent() throws IOException {
    node.start(shell(ID, "exit 5"));
    EndReport first = node.awaitEnded(ID);
    node.close();

    node = new LiveNode(data, supervisor(), containment());

    assertThat(node.awaitEnded(ID)).isEqualTo(first);
  }

  @Test
  void report_acknowledged_removesTheFilesButTheOutput() {
    node.start(shell(ID, "echo kept"));
    EndReport report = node.awaitEnded(ID);

    node.acknowledge(ID);

    await("cleanup").until(() -> !Files.exists(data.resolve("attempts").resolve(ID.toString())));
    assertThat(Path.of(report.stdout())).hasContent("kept\n");
  }

  @Test
  void supervisor_killed_endsTheProgramAsUnknown() throws IOException {
    node.start(command(ID, "sleep", "60"));
    long pid = node.awaitStarted(ID);
    long supervisor = supervisorPid();

    ProcessHandle.of(supervisor).orElseThrow().destroyForcibly();

    EndReport report = node.awaitEnded(ID);
    assertThat(report.exit()).contains(new ExitEvidence.Unknown("supervisor lost"));
    assertThat(report.cause()).isEqualTo(Cause.NODE_LOST);
    assertThat(isAlive(pid)).isFalse();
    KillRecord record = report.killRecord().orElseThrow();
    assertThat(record.goneTime()).as("nobody can know").isEmpty();
    assertThat(record.unproven()).isNotEmpty();
    assertThat(record.containment()).isEqualTo("session-scan");
  }

  long supervisorPid() throws IOException {
    Path run = data.resolve("attempts").resolve(ID.toString()).resolve("run");
    return Long.parseLong(Files.readString(run).split(" ", -1)[1]);
  }

  long childPid() throws IOException {
    return Long.parseLong(Files.readString(data.resolve("child")).strip());
  }

  void awaitFile(String name) {
    await("file " + name).until(() -> Files.exists(data.resolve(name)));
  }

  private void assertStartFailed(StartFailure.Stage stage) {
    EndReport report = node.awaitEnded(ID);
    assertThat(report.neverStarted()).isTrue();
    assertThat(report.cause()).isEqualTo(Cause.START_FAILED);
    assertThat(report.startFailure().map(StartFailure::stage)).contains(stage);
  }

  /** Zombies are dead: some hosts' process 1 takes seconds to collect them. */
  static boolean isAlive(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
    } catch (IOException gone) {
      return false;
    }
  }

  static StartOrder withEnv(StartOrder o, Map<String, String> env) {
    return copy(o, env, o.workDir(), o.stdout(), o.timeLimit(), o.stopSignal(), o.grace());
  }

  static StartOrder in(String workDir, String stdout, StartOrder o) {
    return copy(o, o.env(), workDir, stdout, o.timeLimit(), o.stopSignal(), o.grace());
  }

  static StartOrder withTimeLimit(StartOrder o, Duration limit) {
    Optional<Duration> timeLimit = Optional.of(limit);
    return copy(o, o.env(), o.workDir(), o.stdout(), timeLimit, o.stopSignal(), o.grace());
  }

  static StartOrder stoppedBy(StopSignal signal, StartOrder o) {
    return copy(o, o.env(), o.workDir(), o.stdout(), o.timeLimit(), signal, o.grace());
  }

  static StartOrder within(Duration grace, StartOrder o) {
    return copy(o, o.env(), o.workDir(), o.stdout(), o.timeLimit(), o.stopSignal(), grace);
  }

  private static StartOrder copy(
      StartOrder o,
      Map<String, String> env,
      String workDir,
      String stdout,
      Optional<Duration> limit,
      StopSignal signal,
      Duration grace) {
    return new StartOrder(
        o.id(),
        o.taskName(),
        o.command(),
        env,
        workDir,
        o.stdin(),
        stdout,
        o.stderr(),
        o.cores(),
        limit,
        o.rerunnable(),
        signal,
        o.jobName(),
        o.owner(),
        o.retryCount(),
        grace);
  }
}
