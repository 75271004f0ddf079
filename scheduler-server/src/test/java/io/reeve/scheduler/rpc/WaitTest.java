package io.reeve.scheduler.rpc;

import static io.grpc.Status.Code.DEADLINE_EXCEEDED;
import static io.grpc.Status.Code.NOT_FOUND;
import static io.grpc.Status.Code.RESOURCE_EXHAUSTED;
import static io.grpc.Status.Code.UNAVAILABLE;
import static io.reeve.scheduler.rpc.Requests.ref;
import static io.reeve.scheduler.rpc.Requests.seconds;
import static io.reeve.scheduler.rpc.Requests.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.Status;
import io.reeve.proto.v1.JobServiceGrpc;
import io.reeve.proto.v1.JobState;
import io.reeve.proto.v1.TaskServiceGrpc;
import io.reeve.proto.v1.TaskState;
import io.reeve.proto.v1.WaitJobRequest;
import io.reeve.proto.v1.WaitJobResponse;
import io.reeve.proto.v1.WaitTaskRequest;
import io.reeve.proto.v1.WaitTaskResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WaitTest {
  @RegisterExtension final RpcExtension rpc = new RpcExtension();

  @BeforeEach
  void aRunningJob() {
    rpc.agents.join("n1", 4);
    rpc.jobs().submitJob(submit(2));
    rpc.agents.run("1.1", "n1");
    rpc.agents.run("1.2", "n1");
  }

  private ListenableFuture<WaitJobResponse> waitJob(WaitJobRequest.Builder request) {
    return JobServiceGrpc.newFutureStub(rpc.channel).waitJob(request.build());
  }

  private ListenableFuture<WaitTaskResponse> waitTask(WaitTaskRequest.Builder request) {
    return TaskServiceGrpc.newFutureStub(rpc.channel).waitTask(request.build());
  }

  private static WaitTaskRequest.Builder both() {
    return WaitTaskRequest.newBuilder().addTasks(ref("1.2")).addTasks(ref("1.1"));
  }

  private static Throwable failure(ListenableFuture<?> call) {
    var thrown = catchThrowable(() -> call.get(10, TimeUnit.SECONDS));
    assertThat(thrown).isInstanceOf(ExecutionException.class);
    return thrown.getCause();
  }

  @Test
  void waitJob_untilItEnds_answersThen() throws Exception {
    var call = waitJob(WaitJobRequest.newBuilder().setJobId(1));
    rpc.agents.exited("1.1", 0);
    assertThat(call.isDone()).isFalse();
    rpc.agents.exited("1.2", 0);
    assertThat(call.get().getDone()).isTrue();
    assertThat(call.get().getJob().getState()).isEqualTo(JobState.JOB_STATE_FINISHED);
  }

  @Test
  void waitJob_endedAlready_answersAtOnce() throws Exception {
    rpc.jobs().submitJob(submit(0));
    assertThat(waitJob(WaitJobRequest.newBuilder().setJobId(2)).get().getDone()).isTrue();
  }

  @Test
  void waitJob_timeoutComesFirst_answersNotDone() throws Exception {
    var call = waitJob(WaitJobRequest.newBuilder().setJobId(1).setTimeout(seconds(5)));
    rpc.time.advance(Duration.ofMillis(4_999));
    assertThat(call.isDone()).isFalse();
    rpc.time.advance(Duration.ofMillis(1));
    assertThat(call.get().getDone()).isFalse();
    assertThat(call.get().getJob().getState()).isEqualTo(JobState.JOB_STATE_RUNNING);
  }

  @Test
  void waitJob_withoutTimeout_waitsAnHour() throws Exception {
    var call = waitJob(WaitJobRequest.newBuilder().setJobId(1));
    rpc.time.advance(Duration.ofMinutes(59));
    assertThat(call.isDone()).isFalse();
    rpc.time.advance(Duration.ofMinutes(1));
    assertThat(call.get().getDone()).isFalse();
  }

  @Test
  void waitJob_timeoutOfZero_onlyLooks() throws Exception {
    var call = waitJob(WaitJobRequest.newBuilder().setJobId(1).setTimeout(seconds(0)));
    assertThat(call.get().getDone()).isFalse();
  }

  @Test
  void waitTask_forSeveral_answersWhenTheLastEnds() throws Exception {
    var call = waitTask(both());
    rpc.agents.exited("1.2", 0);
    assertThat(call.isDone()).isFalse();
    rpc.agents.exited("1.1", 3);
    assertThat(call.get().getDone()).isTrue();
    assertThat(call.get().getTasksList())
        .extracting(task -> task.getState())
        .containsExactly(TaskState.TASK_STATE_FINISHED, TaskState.TASK_STATE_FAILED);
  }

  @Test
  void waitTask_timeoutComesFirst_tellsWhichEnded() throws Exception {
    var call = waitTask(both().setTimeout(seconds(1)));
    rpc.agents.exited("1.2", 0);
    rpc.time.advance(Duration.ofSeconds(1));
    assertThat(call.get().getDone()).isFalse();
    assertThat(call.get().getTasksList())
        .extracting(task -> task.getState())
        .containsExactly(TaskState.TASK_STATE_FINISHED, TaskState.TASK_STATE_RUNNING);
  }

  @Test
  void wait_unknownOrMalformed_isRefused() {
    Refused.of(failure(waitJob(WaitJobRequest.newBuilder().setJobId(9))))
        .is(NOT_FOUND, "JOB_NOT_FOUND");
    Refused.of(failure(waitTask(both().addTasks(ref("1.7")))))
        .is(NOT_FOUND, "TASK_NOT_FOUND")
        .with("task", "1.7");
    Refused.of(failure(waitTask(both().addTasks(ref("9.1"))))).is(NOT_FOUND, "JOB_NOT_FOUND");
    Refused.of(failure(waitJob(WaitJobRequest.newBuilder().setTimeout(seconds(3_601)))))
        .isInvalid("job_id", "timeout");
    Refused.of(failure(waitTask(WaitTaskRequest.newBuilder().setTimeout(seconds(-1)))))
        .isInvalid("tasks", "timeout");
    Refused.of(
            failure(
                waitTask(
                    WaitTaskRequest.newBuilder()
                        .addAllTasks(Collections.nCopies(1_001, ref("1.1"))))))
        .isInvalid("tasks");
  }

  @Test
  void wait_callerHangsUp_leavesNothing() {
    var job = waitJob(WaitJobRequest.newBuilder().setJobId(1));
    var tasks = waitTask(both());
    assertThat(rpc.waits.open()).isEqualTo(2);
    assertThat(rpc.engine.waits()).isEqualTo(2);
    job.cancel(true);
    tasks.cancel(true);
    assertThat(rpc.waits.open()).isZero();
    assertThat(rpc.engine.waits()).isZero();
    assertThat(rpc.time.timers()).isZero();
  }

  @Test
  void wait_deadlineOfTheCallComesFirst_leavesNothing() {
    var call =
        JobServiceGrpc.newFutureStub(rpc.channel)
            .withDeadlineAfter(50, TimeUnit.MILLISECONDS)
            .waitJob(WaitJobRequest.newBuilder().setJobId(1).build());
    assertThat(Status.fromThrowable(failure(call)).getCode()).isEqualTo(DEADLINE_EXCEEDED);
    Awaitility.await("the server lets go").until(() -> rpc.waits.open() == 0);
    assertThat(rpc.engine.waits()).isZero();
  }

  @Test
  void wait_engineStops_saysTryAgain() {
    var call = waitJob(WaitJobRequest.newBuilder().setJobId(1));
    rpc.engine.stop();
    Refused.of(failure(call)).is(UNAVAILABLE, "HEAD_NOT_READY");
  }

  @Test
  void wait_tooManyOpen_refusesTheNextOnly() {
    var open = new ArrayList<ListenableFuture<WaitJobResponse>>();
    for (var call = 0; call < 5; call++) {
      open.add(waitJob(WaitJobRequest.newBuilder().setJobId(1)));
    }
    Refused.of(failure(waitTask(both()))).is(RESOURCE_EXHAUSTED, "QUEUE_FULL").with("limit", "5");
    open.get(0).cancel(true);
    var again = waitTask(both());
    rpc.agents.exited("1.1", 0);
    rpc.agents.exited("1.2", 0);
    assertThat(again.isDone()).isTrue();
    assertThat(open).allMatch(ListenableFuture::isDone);
  }
}
