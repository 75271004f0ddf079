package io.reeve.scheduler.core.cluster;

import static io.reeve.scheduler.core.testing.Samples.START;
import static io.reeve.scheduler.core.testing.Samples.exited;
import static io.reeve.scheduler.core.testing.Samples.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reeve.scheduler.core.Refusal.Reason;
import io.reeve.scheduler.core.job.Job;
import io.reeve.scheduler.core.job.JobSpec;
import io.reeve.scheduler.core.job.JobState;
import io.reeve.scheduler.core.task.TaskId;
import io.reeve.scheduler.core.task.TaskState;
import io.reeve.scheduler.core.testing.TestCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Creating, filling and submitting jobs, and what is refused. */
class SubmitTest {
  private final TestCluster cluster = TestCluster.empty();

  @Test
  void submit_passesThroughValidation() {
    cluster.submit(task());
    assertThat(historyOf("1.1")).isEqualTo("CONFIGURING SUBMITTED VALIDATING QUEUED");
    assertThat(cluster.last().events()).hasSize(6);
    assertThat(cluster.last().planningPays()).isTrue();
  }

  private String historyOf(String task) {
    var history = cluster.task(task).history();
    return IntStream.range(0, history.size())
        .mapToObj(step -> TaskState.values()[history.ordinal(step)].name())
        .collect(Collectors.joining(" "));
  }

  @Test
  void submit_ofAJobWithoutTasks_isFinishedAtOnce() {
    var job = cluster.submit();
    assertThat(cluster.jobState(job)).isEqualTo(JobState.FINISHED);
  }

  @Test
  void createAddSubmit_givesConsecutiveIds() {
    var job = cluster.create(task(), task());
    cluster.apply(new Command.AddTasks(null, job, List.of(task())));
    assertThat(cluster.last().reply()).isEqualTo(new Reply.TasksAdded(3, 1));
    assertThat(cluster.view().queue().size()).isZero();
    cluster.apply(new Command.SubmitJob(null, job, false));
    assertThat(cluster.last().reply()).isEqualTo(new Reply.JobAccepted(job, 3));
    assertThat(cluster.view().queue().size()).isEqualTo(3);
    assertThat(cluster.create()).isEqualTo(job + 1);
  }

  @Test
  void addTasks_beyondWhatAJobMayHave_areRefused() {
    var state = Cluster.of(ClusterImage.EMPTY);
    state.apply(new Command.CreateJob(null, "alice", JobSpec.DEFAULT), START);
    var full = Collections.nCopies(Job.MAX_TASKS, task());
    var added = state.apply(new Command.AddTasks(null, 1, full), START).reply();
    assertThat(added).isEqualTo(new Reply.TasksAdded(1, Job.MAX_TASKS));
    var refused = state.apply(new Command.AddTasks(null, 1, List.of(task())), START).reply();
    assertThat(refused)
        .isInstanceOfSatisfying(
            Reply.Refused.class,
            reply -> assertThat(reply.refusal().reason()).isEqualTo(Reason.INVALID_FIELD));
    assertThat(state.taskCount(1)).isEqualTo(Job.MAX_TASKS);
  }

  @Test
  void neverFits_asksWhatNodesHave_notWhetherTheyTakeWork() {
    cluster.join("n1", 2);
    cluster.offline("n1", false);
    cluster.apply(new Command.SubmitNewJob(null, "alice", JobSpec.DEFAULT, List.of(task(2)), true));
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.QUEUED);
  }

  @Test
  void addAndSubmit_afterSubmit_areRefused() {
    var job = cluster.submit(task());
    cluster.apply(new Command.AddTasks(null, job, List.of(task())));
    assertThat(cluster.refusal()).isEqualTo(Reason.JOB_NOT_CONFIGURING);
    cluster.apply(new Command.SubmitJob(null, job, false));
    assertThat(cluster.refusal()).isEqualTo(Reason.JOB_NOT_CONFIGURING);
    cluster.apply(new Command.SubmitJob(null, 99, false));
    assertThat(cluster.refusal()).isEqualTo(Reason.JOB_NOT_FOUND);
    cluster.apply(new Command.AddTasks(null, 99, List.of()));
    assertThat(cluster.refusal()).isEqualTo(Reason.JOB_NOT_FOUND);
  }

  @Test
  void submit_ofWhatNeverFits_waitsUnlessTheCallerWantsARefusal() {
    cluster.join("n1", 2);
    cluster.submit(task(3));
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.QUEUED);

    cluster.apply(
        new Command.SubmitNewJob(null, "alice", JobSpec.DEFAULT, List.of(task(1), task(3)), true));
    assertThat(cluster.refusal()).isEqualTo(Reason.NEVER_FITS);
    var job = cluster.create(task(1), task(3));
    assertThat(job).isEqualTo(2); // the refused one took no id
    cluster.apply(new Command.SubmitJob(null, job, true));
    assertThat(cluster.refusal()).isEqualTo(Reason.NEVER_FITS);

    cluster.cancel("2.2"); // what is canceled will not run, so it need not fit
    cluster.apply(new Command.SubmitJob(null, job, true));
    assertThat(cluster.last().reply()).isEqualTo(new Reply.JobAccepted(job, 2));
    cluster.apply(new Command.SubmitNewJob(null, "alice", JobSpec.DEFAULT, List.of(task(2)), true));
    assertThat(cluster.last().reply()).isEqualTo(new Reply.JobAccepted(3, 1));
  }

  @Test
  void assign_inAJobThatStartsNothing_isStale() {
    cluster.join("n1", 1);
    cluster.submit(task());
    var image = cluster.image();
    var was = image.jobs().get(0);
    var job = was.job();
    // No command leads here: the check stands for itself, so that nothing starts after a tombstone.
    var ending =
        new Job(
            job.id(),
            job.owner(),
            job.spec(),
            JobState.FINISHING,
            "",
            null,
            job.submitOrder(),
            job.history());
    var state =
        Cluster.of(
            new ClusterImage(
                image.time(),
                image.lastJobId(),
                image.lastSubmitOrder(),
                image.lastEvent(),
                image.parameters(),
                image.formerLease(),
                List.of(new ClusterImage.JobImage(ending, was.tasks())),
                image.nodes(),
                image.requests()));
    var assignment = new Command.Assignment(TaskId.of(1, 1), "n1");
    var outcome = state.apply(new Command.AssignTasks(List.of(assignment)), image.time());
    assertThat(outcome.reply()).isEqualTo(new Reply.Stale(1));
    assertThat(outcome.planningPays()).isTrue();
  }

  @Test
  void submitOrder_isThatOfTheSubmits_notOfTheIds() {
    cluster.join("n1", 1);
    var first = cluster.create(task());
    cluster.submit(task());
    cluster.apply(new Command.SubmitJob(null, first, false));
    var scan = cluster.view().queue().scan(START);
    assertThat(scan.next().orElseThrow().task()).isEqualTo(TaskId.of(2, 1));
    assertThat(scan.next().orElseThrow().task()).isEqualTo(TaskId.of(1, 1));
  }

  @Test
  void time_neverRunsBackwards() {
    var state = Cluster.of(ClusterImage.EMPTY);
    var command = new Command.CreateJob(null, "alice", JobSpec.DEFAULT);
    state.apply(command, START);
    state.apply(command, START);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> state.apply(command, START.minusNanos(1)));
    assertThat(state.time()).isEqualTo(START);
  }

  @Test
  void reading_unknownThings_findsNothing() {
    assertThat(cluster.view().job(1)).isEmpty();
    assertThat(cluster.view().task(TaskId.of(1, 1))).isEmpty();
    assertThat(cluster.view().taskCount(1)).isZero();
    assertThat(cluster.view().taskCounts(1)).isEmpty();
    assertThat(cluster.view().firstJobFrom(0)).isEmpty();
    assertThat(cluster.view().lastJobUpTo(Long.MAX_VALUE)).isEmpty();
    cluster.submit(task());
    assertThat(cluster.view().task(TaskId.of(1, 2))).isEmpty();
    assertThat(cluster.view().task(TaskId.of(1, 0))).isEmpty();
    assertThat(cluster.view().task(new TaskId(1, 1, 1))).isEmpty();
  }

  @Test
  void counters_followTheStates() {
    cluster.join("n1", 4);
    cluster.submit(task(), task(), task());
    cluster.create(task());
    cluster.run("n1", "1.1", "1.2");
    cluster.ended("1.1#1", exited(0));
    assertThat(cluster.view().allTaskCounts())
        .isEqualTo(
            Map.of(
                TaskState.FINISHED, 1L,
                TaskState.RUNNING, 1L,
                TaskState.QUEUED, 1L,
                TaskState.CONFIGURING, 1L));
    assertThat(cluster.view().taskCounts(2)).isEqualTo(Map.of(TaskState.CONFIGURING, 1L));
    assertThat(cluster.view().jobCounts())
        .isEqualTo(Map.of(JobState.RUNNING, 1L, JobState.CONFIGURING, 1L));
    assertThat(cluster.view().lastEvent()).isEqualTo(cluster.image().lastEvent()).isPositive();
    assertThat(cluster.view().parameters()).isEqualTo(Parameters.DEFAULT);
    assertThat(cluster.view().taskCount(1)).isEqualTo(3);
  }

  // ---- requests that are repeated ----

  @Test
  void repeatedRequest_getsTheFirstAnswerAndDoesNothingAgain() {
    var command = create(new RequestKey(1, 2, 3));
    var first = cluster.apply(command);
    cluster.advance(Duration.ofHours(1));
    var before = cluster.image();
    var second = cluster.apply(command);

    assertThat(second.reply()).isEqualTo(first.reply());
    assertThat(second.events()).isEmpty();
    assertThat(cluster.image().jobs()).isEqualTo(before.jobs());
    assertThat(cluster.image().requests()).isEqualTo(before.requests());
  }

  @Test
  void requestId_ofAnotherRequest_isRefused() {
    cluster.apply(create(new RequestKey(1, 2, 3)));
    cluster.apply(create(new RequestKey(1, 2, 4)));
    assertThat(cluster.refusal()).isEqualTo(Reason.REQUEST_ID_REUSED);
    cluster.apply(create(new RequestKey(1, 3, 3)));
    assertThat(cluster.last().reply()).isEqualTo(new Reply.JobAccepted(2, 0));
  }

  @Test
  void requestId_isForgottenAfterADay() {
    cluster.apply(create(new RequestKey(1, 2, 3)));
    cluster.advance(AnsweredRequests.TTL.minusNanos(1));
    cluster.apply(create(new RequestKey(1, 2, 3)));
    assertThat(cluster.last().reply()).isEqualTo(new Reply.JobAccepted(1, 0));
    cluster.advance(Duration.ofNanos(1));
    cluster.apply(create(new RequestKey(1, 2, 3)));
    assertThat(cluster.last().reply()).isEqualTo(new Reply.JobAccepted(2, 0));
  }

  @Test
  void refusedRequest_isNotRemembered() {
    var key = new RequestKey(1, 2, 3);
    cluster.apply(new Command.SubmitJob(key, 1, false));
    assertThat(cluster.refusal()).isEqualTo(Reason.JOB_NOT_FOUND);
    cluster.create(task());
    cluster.apply(new Command.SubmitJob(key, 1, false));
    assertThat(cluster.last().reply()).isEqualTo(new Reply.JobAccepted(1, 1));
  }

  @Test
  void requests_surviveARestart() {
    cluster.apply(create(new RequestKey(1, 2, 3)));
    var restored = TestCluster.of(cluster.image());
    restored.apply(create(new RequestKey(1, 2, 3)));
    assertThat(restored.last().reply()).isEqualTo(new Reply.JobAccepted(1, 0));
    assertThat(restored.image().jobs()).hasSize(1);
  }

  @Test
  void requests_areBounded_theOldestGoFirst() {
    var requests = new AnsweredRequests();
    for (var id = 0; id <= AnsweredRequests.MAX; id++) {
      requests.remember(new RequestKey(0, id, 0), new Reply.Done(), Instant.EPOCH);
    }
    requests.forgetOlderThan(Instant.EPOCH);
    assertThat(requests.find(new RequestKey(0, 0, 0))).isEmpty();
    assertThat(requests.find(new RequestKey(0, 1, 0))).isPresent();
    assertThat(requests.image()).hasSize(AnsweredRequests.MAX);
  }

  @Test
  void longAnswers_areForgottenSooner_oldestFirst() {
    var item = new CancelResults.Item(TaskId.of(1, 1), Verdict.CANCELED);
    var answer =
        new Reply.TasksCanceled(
            new CancelResults(
                Collections.nCopies(100_000, item), Map.of(Verdict.CANCELED, 100_000L)));
    var requests = new AnsweredRequests();
    for (var id = 0; id < 100; id++) {
      requests.remember(new RequestKey(0, id, 0), answer, START);
    }
    requests.forgetOlderThan(START);

    var kept = requests.image();
    assertThat(kept.size()).isBetween(2, 50);
    assertThat(kept.get(kept.size() - 1).request().low()).isEqualTo(99);
    assertThat(requests.find(new RequestKey(0, 0, 0))).isEmpty();

    requests.forgetOlderThan(START.plus(AnsweredRequests.TTL));
    assertThat(requests.image()).isEmpty();
    requests.remember(new RequestKey(0, 1, 0), new Reply.Done(), START);
    requests.forgetOlderThan(START);
    assertThat(requests.image()).hasSize(1); // what was forgotten does not count
  }

  private static Command create(RequestKey key) {
    return new Command.CreateJob(key, "alice", JobSpec.DEFAULT);
  }
}
