package io.reeve.scheduler.rpc;

import static io.grpc.Status.Code.FAILED_PRECONDITION;
import static io.grpc.Status.Code.INVALID_ARGUMENT;
import static io.grpc.Status.Code.NOT_FOUND;
import static io.grpc.Status.Code.UNIMPLEMENTED;
import static io.reeve.scheduler.rpc.Requests.cancel;
import static io.reeve.scheduler.rpc.Requests.command;
import static io.reeve.scheduler.rpc.Requests.filter;
import static io.reeve.scheduler.rpc.Requests.get;
import static io.reeve.scheduler.rpc.Requests.ofJob;
import static io.reeve.scheduler.rpc.Requests.ref;
import static io.reeve.scheduler.rpc.Requests.refs;
import static io.reeve.scheduler.rpc.Requests.seconds;
import static io.reeve.scheduler.rpc.Requests.submit;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import io.reeve.proto.v1.CancelTaskRequest;
import io.reeve.proto.v1.CancelVerdict;
import io.reeve.proto.v1.Cause;
import io.reeve.proto.v1.GetTaskRequest;
import io.reeve.proto.v1.ListTasksRequest;
import io.reeve.proto.v1.Resources;
import io.reeve.proto.v1.StartFailure;
import io.reeve.proto.v1.SubmitJobRequest;
import io.reeve.proto.v1.SubtaskRange;
import io.reeve.proto.v1.Task;
import io.reeve.proto.v1.TaskFilter;
import io.reeve.proto.v1.TaskRef;
import io.reeve.proto.v1.TaskSelector;
import io.reeve.proto.v1.TaskState;
import io.reeve.proto.v1.TaskTransition;
import io.reeve.scheduler.core.task.EndReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TaskServiceTest {
  @RegisterExtension final RpcExtension rpc = new RpcExtension();

  private Task task(String id) {
    return rpc.tasks().getTask(get(id)).getTask();
  }

  @Test
  void getTask_onASilentNode_tellsWhenItsAttemptIsSurelyDead() {
    var by = Instant.parse("2026-03-01T00:00:00Z");
    rpc.agents.join("n1", 2);
    rpc.jobs().submitJob(submit(2));
    rpc.agents.run("1.1", "n1");
    rpc.contacts.silent("n1", by);

    assertThat(task("1.1").getAttempts(0).getSurelyDeadBy().getSeconds())
        .isEqualTo(by.getEpochSecond());
    assertThat(task("1.2").getAttemptsList()).isEmpty();

    rpc.agents.killed("1.1");
    assertThat(task("1.1").getAttempts(0).hasSurelyDeadBy()).isFalse(); // its death is proven
  }

  @Test
  void getTask_afterACompleteLife_tellsAllEvidence() {
    rpc.agents.join("n1", 2);
    rpc.jobs().submitJob(submit(1));
    rpc.agents.run("1.1", "n1");
    rpc.tasks().cancelTask(cancel("1.1").toBuilder().setMessage("enough").build());
    rpc.agents.killed("1.1");

    var task = task("1.1");
    assertThat(task.getRef()).isEqualTo(ref("1.1"));
    assertThat(task.getState()).isEqualTo(TaskState.TASK_STATE_FAILED);
    assertThat(task.getCause()).isEqualTo(Cause.CAUSE_CANCELED);
    assertThat(task.getMessage()).isEqualTo("enough");
    assertThat(task.getNode()).isEqualTo("n1");
    assertThat(task.getOwner()).isEqualTo(RpcExtension.USER);
    assertThat(task.getExit().getSignal()).isEqualTo(9);
    assertThat(task.getExit().getSignalName()).isEqualTo("SIGKILL");
    assertThat(task.hasSubmitTime() && task.hasStartTime() && task.hasEndTime()).isTrue();
    assertThat(task.getHistoryList())
        .extracting(TaskTransition::getState)
        .containsExactly(
            TaskState.TASK_STATE_CONFIGURING,
            TaskState.TASK_STATE_SUBMITTED,
            TaskState.TASK_STATE_VALIDATING,
            TaskState.TASK_STATE_QUEUED,
            TaskState.TASK_STATE_DISPATCHING,
            TaskState.TASK_STATE_RUNNING,
            TaskState.TASK_STATE_CANCELING,
            TaskState.TASK_STATE_FAILED);
    assertThat(task.getHistoryList())
        .extracting(TaskTransition::getAttempt)
        .containsExactly(0, 0, 0, 0, 1, 1, 1, 1);

    var attempt = task.getAttempts(0);
    assertThat(attempt.getPid()).isEqualTo(4711);
    assertThat(attempt.getStdoutPath()).isEqualTo("/run/out");
    assertThat(attempt.getCpuTime())
        .isEqualTo(Duration.newBuilder().setSeconds(1).setNanos(500_000_000).build());
    var kill = attempt.getKillRecord();
    assertThat(kill.getRequestedBy()).isEqualTo(RpcExtension.USER);
    assertThat(kill.getMessage()).isEqualTo("enough");
    assertThat(kill.getGracePeriod()).isEqualTo(seconds(15));
    assertThat(kill.hasAcceptTime() && kill.hasGoneTime() && kill.hasReportTime()).isTrue();
    assertThat(kill.getSignals(0).getSignal()).isEqualTo("SIGKILL");
  }

  @Test
  void getTask_secondAttempt_stepsTellTheirAttempt() {
    rpc.agents.join("n1", 1);
    rpc.jobs().submitJob(submit(1));
    rpc.agents.run("1.1", "n1");
    rpc.agents.lose("n1");
    rpc.agents.join("n1", 1);
    rpc.agents.run("1.1", "n1");
    var task = task("1.1");
    assertThat(task.getAttempt()).isEqualTo(2);
    assertThat(task.getRetryCount()).isEqualTo(1);
    assertThat(task.getAttempts(0).getCause()).isEqualTo(Cause.CAUSE_NODE_LOST);
    assertThat(task.getAttempts(0).getExit().getUnknown()).isNotEmpty();
    assertThat(task.getHistoryList())
        .extracting(TaskTransition::getAttempt)
        .containsExactly(0, 0, 0, 0, 1, 1, 1, 2, 2);
  }

  @Test
  void getTask_couldNotStart_tellsWhy() {
    rpc.agents.join("n1", 1);
    rpc.jobs().submitJob(submit(1));
    rpc.agents.assign("1.1", "n1");
    rpc.agents.report(
        "1.1",
        EndReport.neverStarted(
            io.reeve.scheduler.core.task.Cause.START_FAILED,
            new io.reeve.scheduler.core.task.StartFailure(
                io.reeve.scheduler.core.task.StartFailure.Stage.EXEC, 2, "no such program")));
    var task = task("1.1");
    assertThat(task.getCause()).isEqualTo(Cause.CAUSE_START_FAILED);
    assertThat(task.hasExit()).isFalse();
    assertThat(task.hasStartTime()).isFalse();
    assertThat(task.getAttempts(0).getStartFailure())
        .isEqualTo(
            StartFailure.newBuilder()
                .setStage(StartFailure.Stage.STAGE_EXEC)
                .setErrorNumber(2)
                .setMessage("no such program")
                .build());
  }

  @Test
  void getTask_queued_saysWhyItWaits() {
    rpc.jobs().submitJob(submit(1));
    assertThat(task("1.1").getPendingReason()).isNotEmpty();
    rpc.agents.join("n1", 1);
    rpc.agents.run("1.1", "n1");
    assertThat(task("1.1").getPendingReason()).isEmpty();
  }

  @Test
  void getTask_unknownOrMalformed_isRefused() {
    rpc.jobs().submitJob(submit(1));
    Refused.by(() -> task("2.1")).is(NOT_FOUND, "JOB_NOT_FOUND").with("job", "2");
    Refused.by(() -> task("1.2")).is(NOT_FOUND, "TASK_NOT_FOUND").with("task", "1.2");
    Refused.by(() -> task("1.1.5")).is(NOT_FOUND, "TASK_NOT_FOUND").with("task", "1.1.5");
    Refused.by(() -> rpc.tasks().getTask(GetTaskRequest.getDefaultInstance())).isInvalid("task");
    Refused.by(
            () ->
                rpc.tasks()
                    .getTask(
                        GetTaskRequest.newBuilder()
                            .setTask(TaskRef.newBuilder().setSubtaskId(-1))
                            .build()))
        .isInvalid("task.job_id", "task.task_id", "task.subtask_id");
  }

  // ---- cancel of one ----

  @Test
  void cancelTask_whileQueued_endsCanceled() {
    rpc.jobs().submitJob(submit(1));
    var answer = rpc.tasks().cancelTask(cancel("1.1").toBuilder().setMessage("m").build());
    assertThat(answer.getVerdict()).isEqualTo(CancelVerdict.CANCEL_VERDICT_CANCELED);
    assertThat(answer.getTask().getState()).isEqualTo(TaskState.TASK_STATE_CANCELED);
    assertThat(answer.getTask().getMessage()).isEqualTo("m");
  }

  @Test
  void cancelTask_whileRunning_isAcceptedOnceAndForceEscalates() {
    rpc.agents.join("n1", 1);
    rpc.jobs().submitJob(submit(1));
    rpc.agents.run("1.1", "n1");
    var request = cancel("1.1").toBuilder().setMessage("m").setGracePeriod(seconds(3)).build();
    var first = rpc.tasks().cancelTask(request);
    assertThat(first.getVerdict()).isEqualTo(CancelVerdict.CANCEL_VERDICT_ACCEPTED);
    assertThat(first.getTask().getState()).isEqualTo(TaskState.TASK_STATE_CANCELING);
    assertThat(first.getTask().getCancellation().getGracePeriod()).isEqualTo(seconds(3));

    var again = rpc.tasks().cancelTask(cancel("1.1"));
    assertThat(again.getVerdict()).isEqualTo(CancelVerdict.CANCEL_VERDICT_ALREADY_CANCELING);
    assertThat(again.getTask()).isEqualTo(first.getTask());

    rpc.time.advance(java.time.Duration.ofSeconds(1));
    var forced = rpc.tasks().cancelTask(cancel("1.1").toBuilder().setForce(true).build());
    assertThat(forced.getVerdict()).isEqualTo(CancelVerdict.CANCEL_VERDICT_ALREADY_CANCELING);
    var stands = forced.getTask().getCancellation();
    assertThat(stands.getForce()).isTrue();
    assertThat(stands.getMessage()).isEqualTo("m");
    assertThat(stands.getGracePeriod()).isEqualTo(seconds(3));
    assertThat(stands.getForcedBy()).isEqualTo(RpcExtension.USER);
    assertThat(stands.getForcedTime()).isEqualTo(stands.getDeadline());
    assertThat(stands.getForcedTime()).isNotEqualTo(stands.getAcceptTime());
    rpc.agents.killed("1.1");
    var kill = task("1.1").getAttempts(0).getKillRecord();
    assertThat(kill.getForcedBy()).isEqualTo(RpcExtension.USER);
    assertThat(kill.getForcedTime()).isEqualTo(stands.getForcedTime());
  }

  @Test
  void cancelTask_graceOfZero_isForce() {
    rpc.agents.join("n1", 1);
    rpc.jobs().submitJob(submit(1));
    rpc.agents.run("1.1", "n1");
    var request = cancel("1.1").toBuilder().setGracePeriod(seconds(0)).build();
    assertThat(rpc.tasks().cancelTask(request).getTask().getCancellation().getForce()).isTrue();
  }

  @Test
  void cancelTask_ended_isRefusedAndTheRecordStays() {
    rpc.agents.join("n1", 2);
    rpc.jobs().submitJob(submit(2));
    rpc.agents.run("1.1", "n1");
    rpc.agents.exited("1.1", 0);
    rpc.agents.run("1.2", "n1");
    rpc.agents.finishing("1.2", 0);
    var before = rpc.engine.image();
    Refused.by(() -> rpc.tasks().cancelTask(cancel("1.1")))
        .is(FAILED_PRECONDITION, "TASK_ALREADY_ENDED")
        .with("task", "1.1")
        .with("state", "FINISHED");
    Refused.by(() -> rpc.tasks().cancelTask(cancel("1.2")))
        .is(FAILED_PRECONDITION, "TASK_ALREADY_ENDED")
        .with("state", "FINISHING");
    assertThat(rpc.engine.image()).isEqualTo(before);
  }

  @Test
  void cancelTask_unknown_saysWhatIsMissing() {
    rpc.jobs().submitJob(submit(1));
    var before = rpc.engine.image();
    Refused.by(() -> rpc.tasks().cancelTask(cancel("2.1")))
        .is(NOT_FOUND, "JOB_NOT_FOUND")
        .with("job", "2");
    Refused.by(() -> rpc.tasks().cancelTask(cancel("1.2")))
        .is(NOT_FOUND, "TASK_NOT_FOUND")
        .with("task", "1.2");
    Refused.by(() -> rpc.tasks().cancelTask(cancel("1.1.3")))
        .is(NOT_FOUND, "TASK_NOT_FOUND")
        .with("task", "1.1.3");
    assertThat(rpc.engine.image()).isEqualTo(before);
  }

  @Test
  void cancelTask_messageOverTheLimit_isRefusedAndNothingIsCanceled() {
    rpc.jobs().submitJob(submit(1));
    var before = rpc.engine.image();
    var tooLong = "\uD83D\uDE00".repeat(321); // code points count, not UTF-16 units
    Refused.by(() -> rpc.tasks().cancelTask(cancel("1.1").toBuilder().setMessage(tooLong).build()))
        .isInvalid("message");
    assertThat(rpc.engine.image()).isEqualTo(before);
    var longest = "\uD83D\uDE00".repeat(320);
    var answer = rpc.tasks().cancelTask(cancel("1.1").toBuilder().setMessage(longest).build());
    assertThat(answer.getTask().getMessage()).isEqualTo(longest);
  }

  @Test
  void cancelTask_badFields_areAllTold() {
    rpc.jobs().submitJob(submit(1));
    var before = rpc.engine.image();
    var request =
        CancelTaskRequest.newBuilder()
            .setMessage("x".repeat(321))
            .setGracePeriod(Duration.newBuilder().setSeconds(1).setNanos(-1))
            .setRequestId("not a uuid")
            .build();
    Refused.by(() -> rpc.tasks().cancelTask(request))
        .isInvalid("task", "message", "grace_period", "request_id");
    assertThat(rpc.engine.image()).isEqualTo(before);
  }

  // ---- listing ----

  private List<String> ids(ListTasksRequest.Builder request) {
    return names(rpc.tasks().listTasks(request.build()).getTasksList());
  }

  private static List<String> names(List<Task> tasks) {
    return tasks.stream()
        .map(task -> task.getRef().getJobId() + "." + task.getRef().getTaskId())
        .toList();
  }

  private List<String> allPages(ListTasksRequest.Builder request) {
    var ids = new ArrayList<String>();
    do {
      var page = rpc.tasks().listTasks(request.build());
      ids.addAll(names(page.getTasksList()));
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    return ids;
  }

  private static ListTasksRequest.Builder list(TaskSelector selector) {
    return ListTasksRequest.newBuilder().setSelector(selector);
  }

  @Test
  void listTasks_ofJobs_pageByPageInOrder() {
    rpc.jobs().submitJob(submit(3));
    rpc.jobs().submitJob(submit(1));
    rpc.jobs().submitJob(submit(2));
    var selector = filter(TaskFilter.newBuilder().addJobIds(3).addJobIds(1));
    assertThat(allPages(list(selector).setPageSize(2)))
        .containsExactly("1.1", "1.2", "1.3", "3.1", "3.2");
    assertThat(allPages(list(ofJob(2)).setPageSize(1))).containsExactly("2.1");
  }

  @Test
  void listTasks_byRefs_keepsOrderAndLeavesOutUnknownOnes() {
    rpc.jobs().submitJob(submit(3));
    var selector = refs("1.3", "9.9", "1.1", "1.3", "1.7", "1.2");
    assertThat(allPages(list(selector).setPageSize(2))).containsExactly("1.3", "1.1", "1.3", "1.2");
  }

  @Test
  void listTasks_byProperties_matchesAllOfThem() {
    rpc.agents.join("n1", 4);
    rpc.jobs()
        .submitJob(
            SubmitJobRequest.newBuilder()
                .addTasks(command("a").toBuilder().setName("x"))
                .addTasks(command("a").toBuilder().setName("y"))
                .build());
    rpc.agents.run("1.2", "n1");
    assertThat(ids(list(filter(TaskFilter.newBuilder().setName("x"))))).containsExactly("1.1");
    assertThat(ids(list(filter(TaskFilter.newBuilder().setNode("n1"))))).containsExactly("1.2");
    assertThat(ids(list(filter(TaskFilter.newBuilder().setNode("n1").setName("x"))))).isEmpty();
    assertThat(ids(list(filter(TaskFilter.newBuilder().setOwner("nobody"))))).isEmpty();
    assertThat(ids(list(filter(TaskFilter.newBuilder().setOwner(RpcExtension.USER))))).hasSize(2);
    var running = TaskFilter.newBuilder().addStates(TaskState.TASK_STATE_RUNNING);
    assertThat(ids(list(filter(running)))).containsExactly("1.2");
    var nothing = TaskFilter.newBuilder().addStates(TaskState.TASK_STATE_UNSPECIFIED);
    assertThat(ids(list(filter(nothing)))).isEmpty();
  }

  @Test
  void listTasks_finalTasks_areListed() {
    rpc.jobs().submitJob(submit(1));
    rpc.tasks().cancelTask(cancel("1.1"));
    assertThat(ids(list(ofJob(1)))).containsExactly("1.1");
  }

  @Test
  void listTasks_eventNumber_isTheNewestEvent() {
    rpc.jobs().submitJob(submit(1));
    var answer = rpc.tasks().listTasks(list(ofJob(1)).build());
    assertThat(answer.getEventNumber()).isEqualTo(rpc.engine.view().lastEvent()).isPositive();
  }

  @Test
  void listTasks_rareHitAmongMany_neverHoldsTheEngine() {
    rpc.jobs().submitJob(submit(3_500));
    rpc.jobs()
        .submitJob(
            SubmitJobRequest.newBuilder()
                .addTasks(command("a").toBuilder().setName("needle"))
                .build());
    var before = rpc.engine.visits();
    var selector = filter(TaskFilter.newBuilder().setName("needle"));
    assertThat(ids(list(selector))).containsExactly("2.1");
    assertThat(rpc.engine.visits() - before).isGreaterThan(4).isLessThan(8);
  }

  @Test
  void listTasks_bigTasks_cutsThePageBeforeItOutgrowsAClient() {
    var big = command("a").toBuilder().putEnv("BIG", "x".repeat(250_000)).build();
    for (var job = 0; job < 2; job++) {
      rpc.jobs()
          .submitJob(
              SubmitJobRequest.newBuilder().addAllTasks(Collections.nCopies(15, big)).build());
    }
    var request = list(filter(TaskFilter.newBuilder().addJobIds(1).addJobIds(2)));
    var first = rpc.tasks().listTasks(request.build());
    assertThat(first.getSerializedSize()).isLessThan(4 << 20);
    assertThat(first.getTasksCount()).isBetween(10, 15);
    assertThat(allPages(request)).hasSize(30).doesNotHaveDuplicates();
  }

  @Test
  void listTasks_badSelectors_areRefused() {
    rpc.jobs().submitJob(submit(1));
    Refused.by(() -> ids(ListTasksRequest.newBuilder())).is(INVALID_ARGUMENT, "EMPTY_SELECTOR");
    Refused.by(() -> ids(list(TaskSelector.getDefaultInstance())))
        .is(INVALID_ARGUMENT, "EMPTY_SELECTOR");
    Refused.by(() -> ids(list(filter(TaskFilter.newBuilder()))))
        .is(INVALID_ARGUMENT, "EMPTY_SELECTOR");
    Refused.by(() -> ids(list(ofJob(2)))).is(NOT_FOUND, "JOB_NOT_FOUND").with("job", "2");
    Refused.by(() -> ids(list(ofJob(0)))).isInvalid("selector.filter.job_ids[0]");
    Refused.by(() -> ids(list(refs("1.1", "0.0"))))
        .isInvalid("selector.refs[1].job_id", "selector.refs[1].task_id");
    Refused.by(() -> ids(list(ofJob(1).toBuilder().addRefs(ref("1.1")).build())))
        .isInvalid("selector");
    Refused.by(
            () ->
                ids(
                    list(
                        TaskSelector.newBuilder()
                            .addRanges(SubtaskRange.newBuilder().setTask(ref("1.1")))
                            .build())))
        .is(UNIMPLEMENTED, "NOT_SUPPORTED")
        .with("field", "selector.ranges");
    Refused.by(() -> ids(list(refs(Collections.nCopies(1_001, "1.1").toArray(String[]::new)))))
        .isInvalid("selector.refs");
    Refused.by(() -> ids(list(filter(TaskFilter.newBuilder().addStatesValue(77)))))
        .isInvalid("selector.filter.states[0]");
    Refused.by(() -> ids(list(ofJob(1)).setPageSize(-5).setPageToken("x")))
        .isInvalid("page_size", "page_token");
  }

  @Test
  void listTasks_queuedWithSameNeeds_allSayWhyTheyWait() {
    rpc.agents.join("n1", 2);
    var huge = command("a").toBuilder().setResources(Resources.newBuilder().setCores(64)).build();
    rpc.jobs()
        .submitJob(
            SubmitJobRequest.newBuilder()
                .addTasks(huge)
                .addTasks(huge)
                .addTasks(command("b"))
                .build());
    var reasons =
        rpc.tasks().listTasks(list(ofJob(1)).build()).getTasksList().stream()
            .map(Task::getPendingReason)
            .toList();
    assertThat(reasons.get(0)).isNotEmpty().isEqualTo(reasons.get(1)).isNotEqualTo(reasons.get(2));
    assertThat(reasons.get(2)).isNotEmpty();
  }
}
