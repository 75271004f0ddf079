package io.reeve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.JsonFormat;
import io.reeve.proto.v1.Attempt;
import io.reeve.proto.v1.CancelTasksRequest;
import io.reeve.proto.v1.CancelTasksResponse;
import io.reeve.proto.v1.Cause;
import io.reeve.proto.v1.ExitStatus;
import io.reeve.proto.v1.KillRecord;
import io.reeve.proto.v1.Task;
import io.reeve.proto.v1.TaskState;
import io.reeve.proto.v1.WaitTaskRequest;
import io.reeve.proto.v1.WatchTasksResponse;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TaskCommandsTest extends CliTest {
  @Test
  void cancel_many_isOneCall_withAVerdictEach() {
    head.put(FakeHead.task(1, 1, TaskState.TASK_STATE_RUNNING).build());
    head.put(FakeHead.task(1, 2, TaskState.TASK_STATE_QUEUED).build());
    Result result =
        reeve("task", "cancel", "1.1", "1.2", "--message", "enough", "--grace", "500ms");
    assertThat(result.code()).isZero();
    assertThat(result.lines()).hasSize(2);
    assertFits(result);
    assertThat(head.requests(CancelTasksRequest.class))
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.getSelector().getRefsCount()).isEqualTo(2);
              assertThat(request.getMessage()).isEqualTo("enough");
              assertThat(Durations.toMillis(request.getGracePeriod())).isEqualTo(500);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2", "9.9"})
  void cancel_endedOrUnknown_exitsRefused(String id) {
    head.put(FakeHead.task(1, 1, TaskState.TASK_STATE_RUNNING).build());
    head.put(FakeHead.task(1, 2, TaskState.TASK_STATE_FINISHED).build());
    Result result = reeve("task", "cancel", "-q", "1.1", id);
    assertThat(result.code()).isEqualTo(Exit.REFUSED);
    assertThat(result.out()).isEqualTo("1.1\n");
  }

  @ParameterizedTest
  @CsvSource({
    "--grace=1s, 1.1 was canceling already",
    "--force, 1.1 was canceling already: killed at once now"
  })
  void cancel_ofOneThatIsCanceling_saysWhetherItIsKilledNow(String how, String line) {
    head.put(FakeHead.task(1, 1, TaskState.TASK_STATE_CANCELING).build());
    assertThat(reeve("task", "cancel", "1.1", how).lines()).containsExactly(line);
  }

  @Test
  void cancel_dryRunWithForce_claimsNoKill() {
    head.put(FakeHead.task(1, 1, TaskState.TASK_STATE_CANCELING).build());
    assertThat(reeve("task", "cancel", "1.1", "--force", "--dry-run").out())
        .doesNotContain("killed");
  }

  @Test
  void cancel_wait_returnsWhenAllHaveEnded_andPrintsHow() {
    head.put(FakeHead.task(1, 1, TaskState.TASK_STATE_RUNNING).build());
    head.willEnd(
        FakeHead.task(1, 1, TaskState.TASK_STATE_FAILED)
            .setExit(ExitStatus.newBuilder().setCode(7))
            .build());
    Result result = reeve("task", "cancel", "1.1", "9.9", "--wait");
    assertThat(result.lines()).contains("1.1 Failed: exit code 7");
    assertThat(head.requests(WaitTaskRequest.class).get(0).getTasksCount()).isEqualTo(1);
    assertThat(result.code()).isEqualTo(Exit.REFUSED); // 9.9 does not exist
  }

  @Test
  void cancel_dryRun_neverWaits() {
    head.put(FakeHead.task(1, 1, TaskState.TASK_STATE_RUNNING).build());
    assertThat(reeve("task", "cancel", "1.1", "--dry-run", "--wait").code()).isZero();
    assertThat(head.requests(CancelTasksRequest.class).get(0).getDryRun()).isTrue();
    assertThat(head.requests(WaitTaskRequest.class)).isEmpty();
  }

  @Test
  void cancel_json_isTheReport() throws Exception {
    head.put(FakeHead.task(1, 1, TaskState.TASK_STATE_RUNNING).build());
    CancelTasksResponse.Builder read = CancelTasksResponse.newBuilder();
    JsonFormat.parser().merge(reeve("task", "cancel", "1.1", "-o", "json").out(), read);
    assertThat(read.getResultsCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"12", "12.0", "a.b", "1.2.3.4", ""})
  void anyVerb_malformedId_isUsage_andNothingIsSent(String id) {
    assertThat(reeve("task", "view", id).code()).isEqualTo(Exit.USAGE);
    assertThat(reeve("task", "cancel", id).code()).isEqualTo(Exit.USAGE);
    assertThat(head.requests).isEmpty();
  }

  @Test
  void view_json_isTheTaskMessage_notItsWrapper() throws Exception {
    Task task = killed();
    head.put(task);
    String json = reeve("task", "view", "1.1", "-o", "json").out();
    Task.Builder read = Task.newBuilder();
    JsonFormat.parser().merge(json, read);
    assertThat(read.build()).isEqualTo(task);
    assertThat(json).contains("\n  \"state\": \"TASK_STATE_FAILED\"");
  }

  @Test
  void view_tellsTheStory_insideTheScreen() {
    head.put(killed());
    Result result = reeve("task", "view", "1.1");
    assertFits(result);
    String flat = result.out().replaceAll("\\s+", " ");
    assertThat(flat)
        .contains("Failed")
        .contains("signal 9 (SIGKILL)")
        .contains("process 4711")
        .contains("by ann")
        .contains("no longer needed")
        .contains("SIGTERM")
        .contains("to 3 processes")
        .contains("left 2 processes behind")
        .contains("2.004s after the first signal")
        .contains("subreaper");
  }

  @Test
  void view_signalOfAnAgentThatWasKilled_isNotCounted() {
    Task.Builder task = killed().toBuilder();
    task.getAttemptsBuilder(0).getKillRecordBuilder().getSignalsBuilder(0).setProcesses(0);
    head.put(task.build());
    Result result = reeve("task", "view", "1.1");
    assertFits(result);
    assertThat(result.out().replaceAll("\\s+", " ")).doesNotContain("to 0 processes");
  }

  @Test
  void view_nobodyAskedAndTheSupervisorWasLost_namesThat() {
    Task.Builder task = killed().toBuilder();
    task.getAttemptsBuilder(0)
        .getKillRecordBuilder()
        .setCause(Cause.CAUSE_NODE_LOST)
        .clearRequestedBy()
        .clearAcceptTime()
        .setMessage("supervisor lost")
        .setGracePeriod(Duration.getDefaultInstance());
    head.put(task.build());
    Result result = reeve("task", "view", "1.1");
    assertFits(result);
    assertThat(result.out().replaceAll("\\s+", " "))
        .contains("killed what watched it was lost: supervisor lost")
        .doesNotContain("grace period was over");
  }

  @Test
  void view_tellsTheProofInTheOrderOfTime() {
    Task.Builder task = killed().toBuilder();
    task.getAttemptsBuilder(0).getKillRecordBuilder().setExitTime(FakeHead.time(9));
    head.put(task.build());
    assertThat(reeve("task", "view", "1.1").out())
        .containsSubsequence(
            "end asked", "program gone", "taken up", "SIGTERM", "SIGKILL", "killed", "all gone");
  }

  @Test
  void view_nodeLost_tellsThatAsPast() {
    Task.Builder task = killed().toBuilder();
    task.getAttemptsBuilder(0).setSurelyDeadBy(FakeHead.time(9)).setEndTime(FakeHead.time(10));
    head.put(task.build());
    assertThat(reeve("task", "view", "1.1").out())
        .contains("node lost", "was surely dead by")
        .doesNotContain("node silent");
    task.getAttemptsBuilder(0).clearEndTime();
    head.put(task.build());
    assertThat(reeve("task", "view", "1.1").out()).contains("node silent");
  }

  @Test
  void view_unproven_saysWhatIsNotKnown() {
    Task.Builder task = killed().toBuilder();
    task.getAttemptsBuilder(0).getKillRecordBuilder().clearGoneTime().setUnproven("node lost");
    head.put(task.build());
    assertThat(reeve("task", "view", "1.1").out().replaceAll("\\s+", " "))
        .contains("not observed: node lost");
  }

  @Test
  void list_fitsTheScreen() {
    Task.Builder task = FakeHead.task(123456, 12345, TaskState.TASK_STATE_CANCELING);
    task.getSpecBuilder().addCommand("x".repeat(300)).addCommand("a\nb");
    head.put(task.setNode("n".repeat(50)).build());
    assertFits(reeve("task", "list", "123456"));
  }

  @Test
  void view_watch_followsUntilTheEnd() {
    head.put(FakeHead.task(1, 1, TaskState.TASK_STATE_RUNNING).build());
    WatchTasksResponse.Builder event = WatchTasksResponse.newBuilder();
    event.getEventBuilder().setNumber(6).setTime(FakeHead.time(9));
    event
        .getEventBuilder()
        .getTaskBuilder()
        .setTask(FakeHead.task(1, 1, TaskState.TASK_STATE_FINISHED).getRef())
        .setState(TaskState.TASK_STATE_FINISHED);
    head.events.add(event.build());
    Result result = reeve("task", "view", "1.1", "--watch");
    assertThat(result.code()).isZero();
    assertThat(result.lines().get(0)).contains("task 1.1 Finished");
    assertFits(result);
  }

  @Test
  void view_ofAForcedCancel_saysWhoForcedItAndWhen() {
    var forced = killed().toBuilder();
    forced
        .getCancellationBuilder()
        .setRequestedBy("ann")
        .setAcceptTime(FakeHead.time(10))
        .setForce(true)
        .setForcedBy("bob")
        .setForcedTime(FakeHead.time(11));
    forced
        .getAttemptsBuilder(0)
        .getKillRecordBuilder()
        .setForcedBy("bob")
        .setForcedTime(FakeHead.time(11));
    head.put(forced.build());
    Result result = reeve("task", "view", "1.1");
    assertFits(result);
    String flat = result.out().replaceAll("\\s+", " ");
    String at = Words.exact(Instant.ofEpochSecond(FakeHead.time(11).getSeconds()));
    assertThat(flat.split("forced by bob " + at, -1)).hasSize(3); // the cancel, and its proof
    assertThat(reeve("task", "view", "1.1", "-o", "json").out())
        .contains("\"forcedBy\": \"bob\"")
        .contains("\"forcedTime\"");
  }

  private static Task killed() {
    ExitStatus sigkill =
        ExitStatus.newBuilder().setSignal(9).setSignalName("SIGKILL").setCoreDumped(false).build();
    KillRecord.Builder kill =
        KillRecord.newBuilder()
            .setCause(Cause.CAUSE_CANCELED)
            .setRequestedBy("ann")
            .setMessage("no longer needed, because " + "the project was closed ".repeat(8))
            .setAcceptTime(FakeHead.time(10))
            .setGracePeriod(Duration.newBuilder().setSeconds(2))
            .setBeginTime(FakeHead.time(10))
            .setExitTime(FakeHead.time(12))
            .setGoneTime(FakeHead.time(12).toBuilder().setNanos(4_000_000))
            .setReportTime(FakeHead.time(13))
            .setLeftBehind(2)
            .setContainment("subreaper")
            .setEscalated(true);
    kill.addSignalsBuilder().setSignal("SIGTERM").setTime(FakeHead.time(10)).setProcesses(3);
    kill.addSignalsBuilder().setSignal("SIGKILL").setTime(FakeHead.time(12)).setProcesses(3);
    Task.Builder task =
        FakeHead.task(1, 1, TaskState.TASK_STATE_FAILED)
            .setCause(Cause.CAUSE_CANCELED)
            .setExit(sigkill)
            .setAttempt(1)
            .addAttempts(
                Attempt.newBuilder()
                    .setNumber(1)
                    .setNode("n1")
                    .setPid(4711)
                    .setDispatchTime(FakeHead.time(2))
                    .setStartTime(FakeHead.time(3))
                    .setEndTime(FakeHead.time(13))
                    .setExit(sigkill)
                    .setStdoutPath("/" + "very-long/".repeat(12) + "stdout")
                    .setStderrPath("/e")
                    .setKillRecord(kill));
    task.addHistoryBuilder().setState(TaskState.TASK_STATE_QUEUED).setTime(FakeHead.time(1));
    task.addHistoryBuilder()
        .setState(TaskState.TASK_STATE_FAILED)
        .setTime(FakeHead.time(13))
        .setAttempt(1);
    return task.build();
  }
}
