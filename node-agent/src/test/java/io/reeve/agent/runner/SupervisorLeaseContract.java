package io.reeve.agent.runner;

import static io.reeve.agent.testing.TestOrders.cancel;
import static io.reeve.agent.testing.TestOrders.command;
import static io.reeve.agent.testing.TestOrders.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.reeve.agent.core.Cause;
import io.reeve.agent.core.EndReport;
import io.reeve.agent.core.ExitEvidence;
import io.reeve.agent.core.KillRecord;
import io.reeve.agent.core.SignalSent;
import io.reeve.agent.core.StartFailure;
import io.reeve.agent.core.StartOrder;
import io.reeve.agent.core.StopRequest;
import io.reeve.agent.core.StopSignal;
import io.reeve.agent.testing.LeaseText;
import io.reeve.agent.testing.LiveNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How the supervisor keeps the node's lease. The agent of these tests has no link to a head node:
 * to the supervisors it is one that was stopped and does nothing when the lease is over.
 */
abstract class SupervisorLeaseContract extends AttemptContract {
  private static final Duration LEASE = Duration.ofMillis(1500);

  /** Until everything is gone, at the latest, after the end of {@link #LEASE}. */
  private static final Duration LAST_MOMENT = LEASE.dividedBy(3);

  /** For a machine that is busy with other things. */
  private static final Duration SLACK = Duration.ofSeconds(1);

  @Test
  void lease_overWhileTheAgentIsAway_supervisorEndsTheProgramInTime() throws IOException {
    long over = grant(LEASE);
    node.start(stubborn());
    long pid = node.awaitStarted(ID);
    awaitFile("ready");
    node.close();

    awaitDeath(pid, over);

    node = new LiveNode(data, supervisor(), containment());
    assertEndedByLease(node.awaitEnded(ID));
  }

  @Test
  void lease_overWhileTheAgentIsStopped_supervisorEndsTheProgramInTime() {
    long over = grant(LEASE);
    node.start(stubborn());
    long pid = node.awaitStarted(ID);

    awaitDeath(pid, over);

    assertEndedByLease(node.awaitEnded(ID));
  }

  @Test
  void lease_overWhileTheAgentIsStopped_programWithAChildDidNotEndByItself() throws IOException {
    grant(LEASE);
    node.start(
        shell(
            ID,
            "sh -c 'trap \"\" TERM; echo $$ > "
                + data
                + "/child; while :; do sleep 0.01; done' & "
                + "trap 'exit 7' TERM; while :; do sleep 0.01; done"));
    await("child").until(() -> Files.exists(data.resolve("child")));

    EndReport report = node.awaitEnded(ID);

    assertThat(report.exit()).contains(new ExitEvidence.Code(7));
    assertThat(report.cause()).isEqualTo(Cause.NODE_LOST);
    assertThat(report.killRecord().orElseThrow().leftBehind()).isPositive();
    assertThat(isAlive(childPid())).isFalse();
  }

  private void assertEndedByLease(EndReport report) {
    assertThat(report.cause()).isEqualTo(Cause.NODE_LOST);
    assertThat(report.exit()).contains(new ExitEvidence.Signal(9, false));
    KillRecord record = report.killRecord().orElseThrow();
    assertThat(record.cause()).isEqualTo(Cause.NODE_LOST);
    assertThat(record.message()).isEqualTo(StopRequest.LEASE_RAN_OUT);
    assertThat(record.grace().orElseThrow()).isLessThanOrEqualTo(LAST_MOMENT);
    assertThat(record.beginTime().orElseThrow()).isBefore(record.exitTime().orElseThrow());
    assertThat(record.goneTime()).isPresent();
    assertThat(record.signals())
        .extracting(SignalSent::signal)
        .contains(StopSignal.SIGTERM)
        .endsWith(StopSignal.SIGKILL);
  }

  @Test
  void lease_overWhileTheAgentIsAway_programThatObeysIsNotKilled() throws IOException {
    grant(LEASE);
    node.start(
        shell(ID, "trap 'exit 7' TERM; touch " + data + "/ready; while :; do sleep 0.01; done"));
    awaitFile("ready");
    node.close();
    await("status").until(() -> Files.exists(attempt("status")));

    node = new LiveNode(data, supervisor(), containment());

    EndReport report = node.awaitEnded(ID);
    assertThat(report.exit()).contains(new ExitEvidence.Code(7));
    assertThat(report.cause()).isEqualTo(Cause.NODE_LOST);
    assertThat(report.killRecord().orElseThrow().escalated()).isFalse();
  }

  @Test
  void lease_extendedInTime_programRunsOn() throws IOException {
    grant(Duration.ofMillis(300));
    node.start(shell(ID, "sleep 1.5; exit 5"));
    grant(Duration.ofMinutes(1));

    EndReport report = node.awaitEnded(ID);

    assertThat(report.exit()).contains(new ExitEvidence.Code(5));
    assertThat(report.cause()).isEqualTo(Cause.EXITED);
    assertThat(attempt("signals")).doesNotExist();
  }

  @Test
  void lease_overDuringALongGrace_endsAsCanceledByItsLastMoment() {
    long over = grant(LEASE);
    node.start(stubborn());
    long pid = node.awaitStarted(ID);
    awaitFile("ready");
    node.stop(ID, cancel(LONG));

    awaitDeath(pid, over);

    EndReport report = node.awaitEnded(ID);
    assertThat(report.cause()).isEqualTo(Cause.CANCELED);
    assertThat(report.killRecord().orElseThrow().message()).isEqualTo("no longer needed");
    assertThat(report.killRecord().orElseThrow().escalated()).isTrue();
  }

  @Test
  void lease_over_agentThatActsInTimeIsNotOvertaken() throws IOException {
    Duration length = Duration.ofSeconds(24); // so it is given two seconds
    long over = System.nanoTime() + Duration.ofMillis(700).toNanos();
    LeaseText.write(data, over, length);
    node.start(asksCounted("ready", "asked"));
    awaitFile("ready");
    await("end of the lease").until(() -> System.nanoTime() - over >= 0);
    node.stop(ID, StopRequest.own(Cause.NODE_LOST, "by the agent", Duration.ofSeconds(3)));

    EndReport report = node.awaitEnded(ID);

    assertThat(data.resolve("asked")).hasContent("x\n");
    assertThat(Files.readString(attempt("signals"))).doesNotContain("lease");
    assertThat(report.killRecord().orElseThrow().message()).isEqualTo("by the agent");
  }

  @Test
  void lease_overBeforeTheStart_startsNothing() {
    LeaseText.write(data, System.nanoTime() - LEASE.toNanos(), LEASE);

    node.start(command(ID, "touch", data + "/ran"));

    EndReport report = node.awaitEnded(ID);
    assertThat(report.neverStarted()).isTrue();
    assertThat(report.startFailure().orElseThrow().stage()).isEqualTo(StartFailure.Stage.NODE);
    assertThat(data.resolve("ran")).doesNotExist();
  }

  /** Nobody opens the other end of its standard input, so the program is never executed. */
  @Test
  void lease_overWhileTheStartStillWaitsForAFile_isNoRun() throws Exception {
    grant(LEASE);
    Path input = data.resolve("input");
    assertThat(new ProcessBuilder("mkfifo", input.toString()).start().waitFor()).isZero();

    node.start(withStdin(command(ID, "touch", data + "/ran"), input));

    EndReport report = node.awaitEnded(ID);
    assertThat(report.neverStarted()).isTrue();
    assertThat(report.exit()).isEmpty();
    assertThat(data.resolve("ran")).doesNotExist();
  }

  private static StartOrder withStdin(StartOrder o, Path stdin) {
    return new StartOrder(
        o.id(),
        o.taskName(),
        o.command(),
        o.env(),
        o.workDir(),
        stdin.toString(),
        o.stdout(),
        o.stderr(),
        o.cores(),
        o.timeLimit(),
        o.rerunnable(),
        o.stopSignal(),
        o.jobName(),
        o.owner(),
        o.retryCount(),
        o.grace());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1 another-boot 1 1 1 1 end", // and long over
        "1 BOOT 1 1 1 2 end", // half old, half new
        "1 BOOT 1 1 1 1", // cut short
        "1 BOOT -1 1 1 -1 end",
        "1 BOOT x",
      })
  void lease_notReadable_isNone(String text) throws IOException {
    Files.writeString(data.resolve("lease"), text.replace("BOOT", LeaseText.bootId()));
    node.start(shell(ID, "sleep 0.3; exit 5"));

    assertThat(node.awaitEnded(ID).exit()).contains(new ExitEvidence.Code(5));
  }

  /** The agent of a full disk writes it in place. */
  @Test
  void lease_halfWrittenWhenItIsOver_isReadAgainBeforeAnythingIsEnded() throws Exception {
    Duration length = Duration.ofSeconds(96); // so two seconds each for the agent and to read again
    long takeover = System.nanoTime() + Duration.ofMillis(1500).toNanos();
    LeaseText.write(data, takeover - Duration.ofSeconds(2).toNanos(), length);
    node.start(asksCounted("ready", "asked"));
    awaitFile("ready");
    Files.writeString(data.resolve("lease"), "1 " + LeaseText.bootId() + " 1 1 1 2 end");
    await("takeover").until(() -> System.nanoTime() - takeover >= Duration.ofMillis(200).toNanos());

    grant(Duration.ofMinutes(1));
    node.stop(ID, cancel(Duration.ofSeconds(3)));

    assertThat(node.awaitEnded(ID).cause()).isEqualTo(Cause.CANCELED);
    assertThat(Files.readString(attempt("signals"))).doesNotContain("lease");
  }

  @Test
  void lease_fileRemoved_isKeptAsItWasSeenLast() throws IOException {
    long over = grant(LEASE);
    node.start(stubborn());
    long pid = node.awaitStarted(ID);
    Files.delete(data.resolve("lease"));

    awaitDeath(pid, over);

    assertEndedByLease(node.awaitEnded(ID));
  }

  /** The end of it, monotonic. */
  private long grant(Duration length) {
    long over = System.nanoTime() + length.toNanos();
    LeaseText.write(data, over, length);
    return over;
  }

  private StartOrder stubborn() {
    return within(
        LONG, shell(ID, "trap '' TERM; touch " + data + "/ready; while :; do sleep 0.01; done"));
  }

  private Path attempt(String file) {
    return data.resolve("attempts").resolve(ID.toString()).resolve(file);
  }

  /** Not before the end of the lease, and in time after it. */
  static void awaitDeath(long pid, long over) {
    await("death").pollInterval(5, TimeUnit.MILLISECONDS).until(() -> !isAlive(pid));
    assertThat(Duration.ofNanos(System.nanoTime() - over))
        .isBetween(Duration.ZERO, LAST_MOMENT.plus(SLACK));
  }
}
