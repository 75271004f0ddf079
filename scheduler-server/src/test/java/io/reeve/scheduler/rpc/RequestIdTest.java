package io.reeve.scheduler.rpc;

import static io.grpc.Status.Code.ALREADY_EXISTS;
import static io.reeve.scheduler.rpc.Requests.cancel;
import static io.reeve.scheduler.rpc.Requests.command;
import static io.reeve.scheduler.rpc.Requests.refs;
import static io.reeve.scheduler.rpc.Requests.submit;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.proto.v1.AddTasksRequest;
import io.reeve.proto.v1.BringOnlineRequest;
import io.reeve.proto.v1.CancelJobRequest;
import io.reeve.proto.v1.CancelTasksRequest;
import io.reeve.proto.v1.CreateJobRequest;
import io.reeve.proto.v1.SetParametersRequest;
import io.reeve.proto.v1.SubmitJobRequest;
import io.reeve.proto.v1.TakeOfflineRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RequestIdTest {
  private static final String ID = "0190b2c4-5d6e-7f80-9123-456789abcdef";

  @RegisterExtension final RpcExtension rpc = new RpcExtension();

  private static String id(int number) {
    return String.format("00000000-0000-4000-8000-%012d", number);
  }

  @Test
  void everyMutation_repeatedWithItsId_givesTheFirstAnswerAndDoesNothingAgain() throws Exception {
    rpc.agents.join("n1", 1);
    List<Callable<Object>> mutations =
        List.of(
            () -> rpc.jobs().createJob(CreateJobRequest.newBuilder().setRequestId(id(1)).build()),
            () ->
                rpc.jobs()
                    .addTasks(
                        AddTasksRequest.newBuilder()
                            .setJobId(1)
                            .addTasks(command("a"))
                            .setRequestId(id(2))
                            .build()),
            () ->
                rpc.jobs()
                    .submitJob(
                        SubmitJobRequest.newBuilder().setJobId(1).setRequestId(id(3)).build()),
            () -> rpc.jobs().submitJob(submit(3).toBuilder().setRequestId(id(4)).build()),
            () -> rpc.tasks().cancelTask(cancel("2.1").toBuilder().setRequestId(id(5)).build()),
            () ->
                rpc.tasks()
                    .cancelTasks(
                        CancelTasksRequest.newBuilder()
                            .setSelector(refs("2.2", "2.1"))
                            .setRequestId(id(6))
                            .build()),
            () ->
                rpc.jobs()
                    .cancelJob(
                        CancelJobRequest.newBuilder().setJobId(2).setRequestId(id(7)).build()),
            () ->
                rpc.nodes()
                    .takeOffline(
                        TakeOfflineRequest.newBuilder().setName("n1").setRequestId(id(8)).build()),
            () ->
                rpc.nodes()
                    .bringOnline(
                        BringOnlineRequest.newBuilder().setName("n1").setRequestId(id(9)).build()),
            () ->
                rpc.cluster()
                    .setParameters(
                        SetParametersRequest.newBuilder()
                            .putValues("InactivityCount", "4")
                            .setRequestId(id(10))
                            .build()));
    for (var mutation : mutations) {
      var first = mutation.call();
      var after = rpc.engine.image();
      assertThat(mutation.call()).isEqualTo(first);
      assertThat(rpc.engine.image()).isEqualTo(after);
    }
  }

  @Test
  void sameId_forAnotherRequest_isRefused() {
    rpc.jobs().submitJob(submit(1).toBuilder().setRequestId(ID).build());
    var before = rpc.engine.image();
    Refused.by(() -> rpc.jobs().submitJob(submit(2).toBuilder().setRequestId(ID).build()))
        .is(ALREADY_EXISTS, "REQUEST_ID_REUSED")
        .with("request_id", ID);
    Refused.by(() -> rpc.tasks().cancelTask(cancel("1.1").toBuilder().setRequestId(ID).build()))
        .is(ALREADY_EXISTS, "REQUEST_ID_REUSED");
    assertThat(rpc.engine.image()).isEqualTo(before);
  }

  @Test
  void sameId_inCapitals_isTheSame() {
    var request = submit(1).toBuilder();
    var first = rpc.jobs().submitJob(request.setRequestId(ID).build());
    assertThat(
            rpc.jobs()
                .submitJob(request.setRequestId(ID.toUpperCase(java.util.Locale.ROOT)).build()))
        .isEqualTo(first);
  }

  @Test
  void sameId_aDayLater_isForgotten() {
    var request = submit(1).toBuilder().setRequestId(ID).build();
    var first = rpc.jobs().submitJob(request);
    rpc.time.advance(Duration.ofHours(24).minusNanos(1000));
    assertThat(rpc.jobs().submitJob(request)).isEqualTo(first);
    rpc.time.advance(Duration.ofNanos(2000));
    assertThat(rpc.jobs().submitJob(request).getJobId()).isNotEqualTo(first.getJobId());
  }

  @Test
  void malformedId_isInvalid() {
    for (var id : List.of("1-1-1-1-1", "{" + ID + "}", ID + "0", ID.replace("-", ""), " " + ID)) {
      Refused.by(() -> rpc.jobs().submitJob(submit(1).toBuilder().setRequestId(id).build()))
          .isInvalid("request_id");
    }
    assertThat(rpc.engine.view().jobCounts()).isEmpty();
  }
}
