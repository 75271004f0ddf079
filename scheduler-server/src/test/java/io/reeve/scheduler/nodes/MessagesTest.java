package io.reeve.scheduler.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import io.reeve.proto.agent.v1.Ended;
import io.reeve.proto.agent.v1.Started;
import io.reeve.proto.v1.ExitStatus;
import io.reeve.proto.v1.SignalSent;
import io.reeve.scheduler.core.Resources;
import io.reeve.scheduler.core.task.AttemptId;
import io.reeve.scheduler.core.task.Cancellation;
import io.reeve.scheduler.core.task.Cause;
import io.reeve.scheduler.core.task.ExitCodeRange;
import io.reeve.scheduler.core.task.ExitEvidence;
import io.reeve.scheduler.core.task.KillRecord;
import io.reeve.scheduler.core.task.StartFailure;
import io.reeve.scheduler.core.task.TaskId;
import io.reeve.scheduler.core.task.TaskSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class MessagesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:10.000001Z");
  private static final AttemptId ATTEMPT = new AttemptId(TaskId.of(1, 2), 3);

  @ParameterizedTest
  @CsvSource({
    // sent so long after the accept (ms), with this grace (ms): what is left (ms)
    "0, 2000, 2000",
    "999, 2000, 2000",
    "1000, 2000, 2000",
    "1001, 2000, 999",
    "5000, 2000, 0",
    "-60000, 2000, 2000", // the date was set back
    "500, 0, 0",
  })
  void graceLeft_isFullWhenPrompt_elseUntilTheFirstDeadline(long age, long grace, long left) {
    var request =
        Cancellation.requested(
            "ann",
            "",
            NOW.minusMillis(age),
            Duration.ofMillis(grace),
            false,
            Cause.CANCELED,
            false);
    assertThat(OrderMessages.graceLeft(request, NOW)).isEqualTo(Duration.ofMillis(left));
  }

  @Test
  void graceLeft_onceForced_isNothing() {
    var request =
        Cancellation.requested(
            "ann", "", NOW, Duration.ofSeconds(15), false, Cause.CANCELED, false);
    var force = Cancellation.requested("bob", "", NOW, Duration.ZERO, true, Cause.CANCELED, false);
    assertThat(OrderMessages.graceLeft(request.forcedBy(force), NOW)).isZero();
  }

  @Test
  void spec_everyFieldIsThere() {
    var spec =
        new TaskSpec(
            "name",
            List.of("/bin/echo", "x"),
            new TreeMap<>(Map.of("K", "V")),
            "/work",
            "in",
            "out",
            "err",
            new Resources(2, 3, new TreeMap<>(Map.of("gpu", 1L))),
            Duration.ofMillis(1_500),
            Duration.ofHours(1),
            false,
            List.of(new ExitCodeRange(0, 3)),
            "SIGINT");
    var proto = OrderMessages.of(spec);
    assertThat(proto.getAllFields().keySet().stream().map(field -> field.getName()))
        .as("all but what is not supported yet, and the flag that is false")
        .containsExactlyInAnyOrderElementsOf(
            io.reeve.proto.v1.TaskSpec.getDescriptor().getFields().stream()
                .map(field -> field.getName())
                .filter(name -> !name.equals("sweep"))
                .toList());
    assertThat(proto.getRerunnable()).isFalse();
    assertThat(proto.getResources().getNamedMap()).containsEntry("gpu", 1L);
    assertThat(proto.getGracePeriod()).isEqualTo(Protos.of(Duration.ofMillis(1_500)));
    assertThat(proto.getValidExitCodes(0).getLast()).isEqualTo(3);
  }

  @Test
  void spec_absentStaysAbsent() {
    var proto = OrderMessages.of(TaskSpec.ofCommand("/bin/true"));
    assertThat(proto.hasGracePeriod()).isFalse();
    assertThat(proto.hasTimeLimit()).isFalse();
    assertThat(proto.getRerunnable()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void cause_comesBack(Cause cause) {
    assertThat(ReportMessages.cause(OrderMessages.of(cause))).isEqualTo(cause);
  }

  @Test
  void attempt_comesBack() throws Exception {
    assertThat(Protos.attempt("x", Protos.of(ATTEMPT))).isEqualTo(ATTEMPT);
  }

  @Test
  void times_comeBack() throws Exception {
    assertThat(Protos.instant("x", Protos.of(NOW))).isEqualTo(NOW);
    assertThat(Protos.duration("x", Protos.of(Duration.ofMillis(1_234))))
        .isEqualTo(Duration.ofMillis(1_234));
  }

  @Test
  void started_withAnImpossibleTime_isRefused() {
    var report =
        Started.newBuilder()
            .setAttempt(Protos.of(ATTEMPT))
            .setStartTime(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE))
            .build();
    assertThatThrownBy(() -> ReportMessages.started("n1", report)).isInstanceOf(StreamEnd.class);
  }

  @Test
  void ended_ofASignal_keepsAllEvidence() throws Exception {
    var report =
        Ended.newBuilder()
            .setAttempt(Protos.of(ATTEMPT))
            .setPid(7)
            .setStartTime(Protos.of(NOW))
            .setExit(
                ExitStatus.newBuilder().setSignal(9).setSignalName("SIGKILL").setCoreDumped(true))
            .setCause(io.reeve.proto.v1.Cause.CAUSE_CANCELED)
            .setKillRecord(
                io.reeve.proto.v1.KillRecord.newBuilder()
                    .setCause(io.reeve.proto.v1.Cause.CAUSE_CANCELED)
                    .setRequestedBy("ann")
                    .setMessage("enough")
                    .setAcceptTime(Protos.of(NOW))
                    .setGracePeriod(Protos.of(Duration.ofSeconds(2)))
                    .setBeginTime(Protos.of(NOW.plusSeconds(1)))
                    .addSignals(
                        SignalSent.newBuilder()
                            .setSignal("SIGTERM")
                            .setTime(Protos.of(NOW.plusSeconds(1)))
                            .setProcesses(3))
                    .setExitTime(Protos.of(NOW.plusSeconds(2)))
                    .setGoneTime(Protos.of(NOW.plusSeconds(3)))
                    .setLeftBehind(2)
                    .setContainment("subreaper")
                    .setEscalated(true))
            .setStdoutPath("out")
            .setStderrPath("err")
            .setCpuTime(Protos.of(Duration.ofMillis(5)))
            .setMaxMemoryBytes(1_024)
            .build();
    var end = ReportMessages.endReport(report);
    assertThat(end.exit()).isEqualTo(new ExitEvidence.Signaled(9, "SIGKILL", true));
    assertThat(end.kill())
        .isEqualTo(
            new KillRecord(
                Cause.CANCELED,
                "ann",
                "enough",
                NOW,
                Duration.ofSeconds(2),
                null,
                NOW.plusSeconds(1),
                List.of(new KillRecord.SignalSent("SIGTERM", NOW.plusSeconds(1), 3)),
                NOW.plusSeconds(2),
                NOW.plusSeconds(3),
                null,
                2,
                "",
                "subreaper",
                true));
    assertThat(end.cpuTime()).isEqualTo(Duration.ofMillis(5));
    assertThat(end.maxMemoryBytes()).isEqualTo(1_024);
    assertThat(end.startedAt()).isEqualTo(NOW);
  }

  @Test
  void ended_neverStarted_hasNoEvidence() throws Exception {
    var end =
        ReportMessages.endReport(
            Ended.newBuilder()
                .setAttempt(Protos.of(ATTEMPT))
                .setNeverStarted(true)
                .setStartFailure(
                    io.reeve.proto.v1.StartFailure.newBuilder()
                        .setStage(io.reeve.proto.v1.StartFailure.Stage.STAGE_EXEC)
                        .setErrorNumber(2)
                        .setMessage("/no/such: not found"))
                .setCause(io.reeve.proto.v1.Cause.CAUSE_START_FAILED)
                .build());
    assertThat(end.exit()).isNull();
    assertThat(end.kill()).isNull();
    assertThat(end.startFailure())
        .isEqualTo(new StartFailure(StartFailure.Stage.EXEC, 2, "/no/such: not found"));
  }

  @Test
  void ended_withoutEvidence_isUnknownNotZero() throws Exception {
    var end = ReportMessages.endReport(Ended.newBuilder().setAttempt(Protos.of(ATTEMPT)).build());
    assertThat(end.exit()).isInstanceOf(ExitEvidence.Unknown.class);
    assertThat(end.kill()).isNotNull();
    assertThat(end.kill().unproven()).isNotEmpty();
  }
}
