package io.reeve.scheduler.rpc;

import static io.grpc.Status.Code.INVALID_ARGUMENT;
import static io.grpc.Status.Code.UNIMPLEMENTED;
import static io.reeve.proto.v1.CancelVerdict.CANCEL_VERDICT_ACCEPTED;
import static io.reeve.proto.v1.CancelVerdict.CANCEL_VERDICT_ALREADY_CANCELING;
import static io.reeve.proto.v1.CancelVerdict.CANCEL_VERDICT_ALREADY_ENDED;
import static io.reeve.proto.v1.CancelVerdict.CANCEL_VERDICT_CANCELED;
import static io.reeve.proto.v1.CancelVerdict.CANCEL_VERDICT_NOT_FOUND;
import static io.reeve.proto.v1.CancelVerdict.CANCEL_VERDICT_SKIPPED;
import static io.reeve.scheduler.rpc.Requests.cancel;
import static io.reeve.scheduler.rpc.Requests.filter;
import static io.reeve.scheduler.rpc.Requests.get;
import static io.reeve.scheduler.rpc.Requests.ofJob;
import static io.reeve.scheduler.rpc.Requests.ref;
import static io.reeve.scheduler.rpc.Requests.refs;
import static io.reeve.scheduler.rpc.Requests.seconds;
import static io.reeve.scheduler.rpc.Requests.submit;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.proto.v1.CancelResult;
import io.reeve.proto.v1.CancelTasksRequest;
import io.reeve.proto.v1.CancelTasksRequest.OnError;
import io.reeve.proto.v1.CancelTasksResponse;
import io.reeve.proto.v1.SubtaskRange;
import io.reeve.proto.v1.TaskFilter;
import io.reeve.proto.v1.TaskSelector;
import io.reeve.proto.v1.TaskState;
import io.reeve.proto.v1.VerdictCount;
import java.util.Collections;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CancelTasksTest {
  @RegisterExtension final RpcExtension rpc = new RpcExtension();

  private CancelTasksResponse cancelTasks(CancelTasksRequest.Builder request) {
    return rpc.tasks().cancelTasks(request.build());
  }

  private static CancelTasksRequest.Builder request(TaskSelector selector) {
    return CancelTasksRequest.newBuilder().setSelector(selector);
  }

  private TaskState state(String task) {
    return rpc.tasks().getTask(get(task)).getTask().getState();
  }

  /** Job 1: 1 running, 2 finished, 3 and 4 queued, 5 finishing. */
  private void mixedJob() {
    rpc.agents.join("n1", 8);
    rpc.jobs().submitJob(submit(5));
    rpc.agents.run("1.1", "n1");
    rpc.agents.run("1.2", "n1");
    rpc.agents.exited("1.2", 0);
    rpc.agents.run("1.5", "n1");
    rpc.agents.finishing("1.5", 0);
  }

  @Test
  void cancelTasks_byRefs_givesAVerdictEachInRequestOrder() {
    mixedJob();
    var answer = cancelTasks(request(refs("1.3", "1.2", "1.1", "9.1", "1.9", "1.1", "1.3", "1.5")));
    assertThat(answer.getResultsList())
        .extracting(CancelResult::getVerdict)
        .containsExactly(
            CANCEL_VERDICT_CANCELED,
            CANCEL_VERDICT_ALREADY_ENDED,
            CANCEL_VERDICT_ACCEPTED,
            CANCEL_VERDICT_NOT_FOUND,
            CANCEL_VERDICT_NOT_FOUND,
            CANCEL_VERDICT_ALREADY_CANCELING,
            CANCEL_VERDICT_ALREADY_ENDED,
            CANCEL_VERDICT_ALREADY_ENDED);
    assertThat(answer.getResultsList())
        .extracting(CancelResult::getTask)
        .startsWith(ref("1.3"), ref("1.2"), ref("1.1"), ref("9.1"));
    assertThat(
            answer.getCountsList().stream()
                .collect(Collectors.toMap(VerdictCount::getVerdict, VerdictCount::getCount)))
        .containsEntry(CANCEL_VERDICT_ALREADY_ENDED, 3L)
        .containsEntry(CANCEL_VERDICT_CANCELED, 1L)
        .hasSize(5);
    assertThat(state("1.4")).isEqualTo(TaskState.TASK_STATE_QUEUED);
  }

  @Test
  void cancelTasks_byFilter_leavesOutFinalTasks() {
    mixedJob();
    var answer = cancelTasks(request(ofJob(1)).setMessage("all").setGracePeriod(seconds(2)));
    assertThat(answer.getResultsList())
        .extracting(CancelResult::getTask)
        .containsExactly(ref("1.1"), ref("1.3"), ref("1.4"), ref("1.5"));
    var canceled = rpc.tasks().getTask(get("1.1")).getTask().getCancellation();
    assertThat(canceled.getMessage()).isEqualTo("all");
    assertThat(canceled.getGracePeriod()).isEqualTo(seconds(2));
  }

  @Test
  void cancelTasks_byFilterThatNamesFinalStates_tellsThemToo() {
    mixedJob();
    var finished = TaskFilter.newBuilder().addStates(TaskState.TASK_STATE_FINISHED);
    var answer = cancelTasks(request(filter(finished)));
    assertThat(answer.getResultsList())
        .extracting(CancelResult::getVerdict)
        .containsExactly(CANCEL_VERDICT_ALREADY_ENDED);
  }

  @Test
  void cancelTasks_byFilterThatMatchesNothing_isNoError() {
    mixedJob();
    var before = rpc.engine.image();
    assertThat(cancelTasks(request(ofJob(77))).getResultsList()).isEmpty();
    var unspecified = TaskFilter.newBuilder().addStates(TaskState.TASK_STATE_UNSPECIFIED);
    assertThat(cancelTasks(request(filter(unspecified))).getResultsList()).isEmpty();
    assertThat(rpc.engine.image()).isEqualTo(before);
  }

  @Test
  void cancelTasks_stopOnError_leavesTheRestAlone() {
    mixedJob();
    var answer = cancelTasks(request(refs("1.3", "1.2", "1.4")).setOnError(OnError.ON_ERROR_STOP));
    assertThat(answer.getResultsList())
        .extracting(CancelResult::getVerdict)
        .containsExactly(
            CANCEL_VERDICT_CANCELED, CANCEL_VERDICT_ALREADY_ENDED, CANCEL_VERDICT_SKIPPED);
    assertThat(state("1.3")).isEqualTo(TaskState.TASK_STATE_CANCELED);
    assertThat(state("1.4")).isEqualTo(TaskState.TASK_STATE_QUEUED);
  }

  @Test
  void cancelTasks_dryRun_saysTheSameAndChangesNothing() {
    mixedJob();
    var before = rpc.engine.image();
    var requests =
        java.util.List.of(
            request(refs("1.3", "1.3", "1.1", "1.1", "1.2", "9.9")),
            request(refs("1.4", "1.4", "1.1")).setOnError(OnError.ON_ERROR_STOP),
            request(ofJob(1)));
    var last = CancelTasksResponse.getDefaultInstance();
    for (var request : requests) {
      last = cancelTasks(request.setDryRun(true).setRequestId("not looked at"));
      assertThat(last.getResultsCount()).isPositive();
    }
    assertThat(rpc.engine.image()).isEqualTo(before);
    assertThat(cancelTasks(request(ofJob(1)))).isEqualTo(last);
  }

  @Test
  void cancelTasks_dryRunOfRefsGivenTwice_agreesWithTheRealThing() {
    mixedJob();
    var request = request(refs("1.3", "1.3", "1.1", "1.1", "1.2", "1.2", "9.9", "9.9"));
    var preview = cancelTasks(request.clone().setDryRun(true));
    assertThat(cancelTasks(request)).isEqualTo(preview);
  }

  @Test
  void cancelTasks_manyHits_tellsTenThousandAndCountsAll() {
    rpc.jobs().submitJob(submit(10_000));
    rpc.jobs().submitJob(submit(5));
    var all = filter(TaskFilter.newBuilder().setOwner(RpcExtension.USER));
    var answer = cancelTasks(request(all));
    assertThat(answer.getResultsCount()).isEqualTo(10_000);
    assertThat(answer.getCounts(0).getCount()).isEqualTo(10_005);
  }

  @Test
  void cancelTasks_emptySelector_isRefused() {
    mixedJob();
    var before = rpc.engine.image();
    Refused.by(() -> cancelTasks(CancelTasksRequest.newBuilder()))
        .is(INVALID_ARGUMENT, "EMPTY_SELECTOR");
    Refused.by(() -> cancelTasks(request(filter(TaskFilter.newBuilder()))))
        .is(INVALID_ARGUMENT, "EMPTY_SELECTOR");
    assertThat(rpc.engine.image()).isEqualTo(before);
  }

  @Test
  void cancelTasks_ranges_areNotSupported() {
    mixedJob();
    var ranges =
        TaskSelector.newBuilder().addRanges(SubtaskRange.newBuilder().setTask(ref("1.1"))).build();
    Refused.by(() -> cancelTasks(request(ranges))).is(UNIMPLEMENTED, "NOT_SUPPORTED");
  }

  @Test
  void cancelTasks_badFields_areAllToldAndNothingIsCanceled() {
    mixedJob();
    var before = rpc.engine.image();
    Refused.by(
            () ->
                cancelTasks(
                    request(refs("1.1", "1.0", "-1.1"))
                        .setMessage("x".repeat(321))
                        .setGracePeriod(seconds(-1))
                        .setOnErrorValue(9)
                        .setRequestId("x")))
        .isInvalid(
            "selector.refs[1].task_id",
            "selector.refs[2].job_id",
            "message",
            "grace_period",
            "on_error",
            "request_id");
    Refused.by(
            () ->
                cancelTasks(
                    request(refs(Collections.nCopies(100_001, "1.1").toArray(String[]::new)))))
        .isInvalid("selector.refs");
    assertThat(rpc.engine.image()).isEqualTo(before);
  }

  @Test
  void cancelTasks_allRefsBad_stillFitsIntoOneAnswer() {
    var bad = Collections.nCopies(50_000, "0.0").toArray(String[]::new);
    var refused = Refused.by(() -> cancelTasks(request(refs(bad))));
    refused.is(INVALID_ARGUMENT, "INVALID_FIELD");
    assertThat(refused.fields()).hasSizeGreaterThan(5).contains("selector.refs[0].job_id");
  }

  @Test
  void cancelTasks_withForce_ignoresTheGrace() {
    mixedJob();
    cancelTasks(request(refs("1.1")).setForce(true).setGracePeriod(seconds(99_999)));
    assertThat(rpc.tasks().getTask(get("1.1")).getTask().getCancellation().getForce()).isTrue();
    Refused.by(
            () ->
                rpc.tasks()
                    .cancelTask(cancel("1.1").toBuilder().setGracePeriod(seconds(99_999)).build()))
        .isInvalid("grace_period");
  }
}
