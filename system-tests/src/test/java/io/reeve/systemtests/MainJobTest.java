package io.reeve.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.client.model.BulkCancel;
import io.reeve.client.model.CancelResult;
import io.reeve.client.model.CancelVerdict;
import io.reeve.client.model.Cause;
import io.reeve.client.model.ExitStatus;
import io.reeve.client.model.JobState;
import io.reeve.client.model.JobSubmission;
import io.reeve.client.model.KillRecord;
import io.reeve.client.model.SignalSent;
import io.reeve.client.model.SubmittedJob;
import io.reeve.client.model.Task;
import io.reeve.client.model.TaskId;
import io.reeve.client.model.TaskSelector;
import io.reeve.client.model.TaskState;
import io.reeve.testing.Distribution;
import io.reeve.testing.LoopbackCluster;
import io.reeve.testing.Until;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The main job: four tasks on two cores, canceled in one call, each ending as it should and proven
 * so.
 */
class MainJobTest {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final Duration GRACE = Duration.ofSeconds(1);

  private LoopbackCluster cluster;

  @BeforeEach
  void startCluster() throws Exception {
    cluster = LoopbackCluster.withAgent(Distribution.home(), 2);
  }

  @AfterEach
  void stopCluster() throws Exception {
    cluster.close();
  }

  @Test
  void cancelTasks_politeStubbornQueuedAndEnded_eachEndsAsItShould() {
    var finisher = Program.exiting(0);
    var polite = Program.stoppingWith(7);
    var stubborn = Program.stubbornWithChild();
    var queued = Program.stoppingWith(0);
    var job =
        submit(
            finisher.spec().build(),
            polite.spec().gracePeriod(GRACE).build(),
            stubborn.spec().gracePeriod(GRACE).build(),
            queued.spec().build());
    cluster.client().tasks().waitFor(job.task(1), BOUND);
    awaitState(job.task(2), TaskState.RUNNING);
    awaitState(job.task(3), TaskState.RUNNING);
    Until.holds("the stubborn program has its child", () -> stubborn.alive().size() >= 2);
    Until.holds("the polite program has its handler", () -> !polite.alive().isEmpty());

    var report =
        cluster
            .client()
            .tasks()
            .cancelAll(
                BulkCancel.of(TaskSelector.ofTasks(job.tasks())).message("wrong input").build());
    var tasks = cluster.client().tasks().waitFor(job.tasks(), BOUND);

    assertThat(report.results().stream().map(CancelResult::verdict))
        .containsExactly(
            CancelVerdict.ALREADY_ENDED,
            CancelVerdict.ACCEPTED,
            CancelVerdict.ACCEPTED,
            CancelVerdict.CANCELED);
    assertThat(tasks.stream().map(Task::state))
        .containsExactly(
            TaskState.FINISHED, TaskState.FAILED, TaskState.FAILED, TaskState.CANCELED);
    assertThat(tasks.get(0).exit()).contains(ExitStatus.ofCode(0));
    assertThat(tasks.get(1).exit()).contains(ExitStatus.ofCode(7));
    assertThat(tasks.get(2).exit()).contains(ExitStatus.ofSignal(9, "SIGKILL"));
    assertThat(tasks.get(3).attempts()).isEmpty();
    assertThat(tasks.subList(1, 4)).allMatch(task -> task.cause().equals(cancel()));
    assertThat(tasks.subList(1, 4)).allMatch(task -> task.message().equals("wrong input"));
    checkStubborn(kill(tasks.get(2)));
    assertThat(kill(tasks.get(1)).escalated()).isFalse();
    assertThat(polite.alive()).isEmpty();
    assertThat(stubborn.alive()).isEmpty();
    assertThat(queued.alive()).isEmpty();
    assertThat(cluster.client().jobs().waitFor(job.id(), BOUND).state()).isEqualTo(JobState.FAILED);
  }

  private static void checkStubborn(KillRecord kill) {
    assertThat(kill.escalated()).isTrue();
    assertThat(kill.requestedBy()).isNotEmpty();
    assertThat(kill.signals().get(0).signal()).isEqualTo("SIGTERM");
    assertThat(kill.signals().stream().map(SignalSent::signal)).contains("SIGKILL");
    var polite = kill.signals().get(0).time();
    var gone = kill.goneTime().orElseThrow();
    assertThat(Duration.between(polite, gone)).isGreaterThanOrEqualTo(GRACE);
    assertThat(kill.unproven()).isEmpty();
  }

  private SubmittedJob submit(io.reeve.client.model.TaskSpec... tasks) {
    return cluster.client().jobs().submit(JobSubmission.builder().tasks(List.of(tasks)).build());
  }

  private void awaitState(TaskId task, TaskState state) {
    Until.holds(task + " is " + state, () -> cluster.client().tasks().get(task).state() == state);
  }

  private static KillRecord kill(Task task) {
    return task.lastAttempt().orElseThrow().killRecord().orElseThrow();
  }

  private static java.util.Optional<Cause> cancel() {
    return java.util.Optional.of(Cause.CANCELED);
  }
}
