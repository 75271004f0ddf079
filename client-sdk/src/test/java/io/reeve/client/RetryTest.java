package io.reeve.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.reeve.client.model.JobId;
import io.reeve.client.model.JobSubmission;
import io.reeve.client.model.SubmittedJob;
import io.reeve.client.model.TaskSpec;
import io.reeve.proto.v1.SubmitJobRequest;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RetryTest {
  private static final JobSubmission ECHO = JobSubmission.of(TaskSpec.ofCommand("/bin/echo"));

  @RegisterExtension final GrpcResources grpc = new GrpcResources();
  private final FakeJobs jobs = new FakeJobs();

  @Test
  void mutation_unavailableTwice_isRepeatedWithTheSameRequestId() {
    grpc.serve("head", jobs);
    jobs.errors.add(TestErrors.unavailable());
    jobs.errors.add(TestErrors.of(Status.Code.UNAVAILABLE, "OUTCOME_UNKNOWN", Map.of()));
    CompletableFuture<SubmittedJob> answer = grpc.client("head").jobs().submitAsync(ECHO);

    grpc.time.advance(Duration.ofMillis(30));

    assertThat(answer).isCompletedWithValue(new SubmittedJob(JobId.of(12), 2));
    assertThat(jobs.submits).hasSize(3);
    assertThat(jobs.submits.stream().map(SubmitJobRequest::getRequestId).distinct())
        .singleElement()
        .satisfies(id -> assertThat(UUID.fromString(id)).isNotNull());
  }

  @Test
  void mutation_withGivenRequestId_usesIt() {
    grpc.serve("head", jobs);
    UUID id = UUID.fromString("00000000-0000-4000-8000-000000000001");
    grpc.client("head").jobs().withRequestId(id).submit(ECHO);
    assertThat(jobs.submits.get(0).getRequestId()).isEqualTo(id.toString());
  }

  @Test
  void twoMutations_haveDifferentRequestIds() {
    grpc.serve("head", jobs);
    Jobs client = grpc.client("head").jobs();
    client.submit(ECHO);
    client.submit(ECHO);
    assertThat(jobs.submits.stream().map(SubmitJobRequest::getRequestId).distinct()).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.Code.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"OK", "UNAVAILABLE"})
  void anyOtherError_isNotRepeated(Status.Code code) {
    grpc.serve("head", jobs);
    jobs.errors.add(TestErrors.of(code, "QUEUE_FULL", Map.of()));
    CompletableFuture<?> answer = grpc.client("head").jobs().getAsync(JobId.of(1));
    grpc.time.advance(Duration.ofSeconds(5));
    assertThat(answer).isCompletedExceptionally();
    assertThat(jobs.gets).isEqualTo(1);
  }

  @Test
  void unavailableForEver_endsWithTheDeadline_andSaysUnreachable() {
    grpc.serve("head", jobs);
    for (int i = 0; i < 500; i++) {
      jobs.errors.add(TestErrors.unavailable());
    }
    CompletableFuture<?> answer = grpc.client("head").jobs().submitAsync(ECHO);
    grpc.time.advance(Duration.ofMillis(9_900));
    assertThat(answer).isNotDone();
    grpc.time.advance(Duration.ofMillis(200));
    assertThatThrownBy(answer::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            UnreachableException.class,
            error -> {
              assertThat(error.reason()).isEqualTo(ErrorReason.HEAD_NOT_READY);
              assertThat(error.retryable()).isTrue();
              assertThat(error.requestId().map(UUID::toString))
                  .contains(jobs.submits.get(0).getRequestId());
            });
    // 10 + 20 + 40 ms, then every 80 ms: capped, so about 125 tries in ten seconds
    assertThat(jobs.submits).hasSizeBetween(120, 130);
  }

  @Test
  void silentHead_endsWithTheDeadline_andSaysTimedOut() {
    grpc.serve("head", jobs);
    jobs.silent = true;
    Jobs client = grpc.client("head").jobs().withDeadline(Duration.ofMillis(50));
    assertThat(catchThrowableOfType(TimedOutException.class, () -> client.get(JobId.of(1))))
        .isNotNull();
  }

  @Test
  void interruptedCaller_givesUpAndStaysInterrupted() {
    grpc.serve("head", jobs);
    jobs.silent = true;
    Jobs client = grpc.client("head").jobs();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> client.get(JobId.of(1))).isInstanceOf(CallCanceledException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void closedClient_endsWhatIsUnderWayOrPausing() {
    grpc.serve("head", jobs);
    jobs.errors.add(TestErrors.unavailable());
    SchedulerClient client = grpc.client("head");
    CompletableFuture<?> pausing = client.jobs().getAsync(JobId.of(1));
    jobs.silent = true;
    CompletableFuture<?> underWay = client.jobs().getAsync(JobId.of(2));

    client.close();

    assertThatThrownBy(pausing::join).hasCauseInstanceOf(CallCanceledException.class);
    assertThatThrownBy(underWay::join).hasCauseInstanceOf(CallCanceledException.class);
    assertThatThrownBy(() -> client.jobs().get(JobId.of(3)))
        .isInstanceOf(CallCanceledException.class);
  }
}
