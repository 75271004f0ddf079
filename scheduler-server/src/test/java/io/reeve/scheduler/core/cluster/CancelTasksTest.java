package io.reeve.scheduler.core.cluster;

import static io.reeve.scheduler.core.testing.Samples.START;
import static io.reeve.scheduler.core.testing.Samples.attemptId;
import static io.reeve.scheduler.core.testing.Samples.exit;
import static io.reeve.scheduler.core.testing.Samples.exited;
import static io.reeve.scheduler.core.testing.Samples.failFast;
import static io.reeve.scheduler.core.testing.Samples.force;
import static io.reeve.scheduler.core.testing.Samples.killed;
import static io.reeve.scheduler.core.testing.Samples.neverStarted;
import static io.reeve.scheduler.core.testing.Samples.onceOnly;
import static io.reeve.scheduler.core.testing.Samples.order;
import static io.reeve.scheduler.core.testing.Samples.task;
import static io.reeve.scheduler.core.testing.Samples.taskId;
import static io.reeve.scheduler.core.testing.Samples.withGrace;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.scheduler.core.job.JobState;
import io.reeve.scheduler.core.task.Cause;
import io.reeve.scheduler.core.task.Forced;
import io.reeve.scheduler.core.task.TaskId;
import io.reeve.scheduler.core.task.TaskState;
import io.reeve.scheduler.core.testing.TestCluster;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The cancel table of tasks, and what surrounds it. */
class CancelTasksTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final TestCluster cluster = TestCluster.empty();

  @BeforeEach
  void aNode() {
    cluster.join("n1", 4);
  }

  // ---- one task ----

  @Test
  void cancel_whileConfiguring_endsCanceledAndIsNotSubmitted() {
    var job = cluster.create(task(), task());

    assertThat(cluster.cancel("1.1")).containsExactly(Verdict.CANCELED);

    cluster.apply(new Command.SubmitJob(null, job, false));
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.CANCELED);
    assertThat(cluster.state("1.2")).isEqualTo(TaskState.QUEUED);
  }

  @Test
  void cancel_ofAllTasksWhileConfiguring_leavesTheJobConfiguring() {
    var job = cluster.create(task());
    cluster.cancel("1.1");
    assertThat(cluster.jobState(job)).isEqualTo(JobState.CONFIGURING);

    cluster.apply(new Command.SubmitJob(null, job, false));
    assertThat(cluster.jobState(job)).isEqualTo(JobState.FINISHED);
  }

  @Test
  void cancel_whileQueued_endsCanceledWithMessageAndNeverRuns() {
    cluster.submit(task());

    assertThat(cluster.cancel(order("maintenance"), "1.1")).containsExactly(Verdict.CANCELED);

    var task = cluster.task("1.1");
    assertThat(task.state()).isEqualTo(TaskState.CANCELED);
    assertThat(task.cause()).isEqualTo(Cause.CANCELED);
    assertThat(task.message()).isEqualTo("maintenance");
    assertThat(cluster.last().effects()).isEmpty();
    assertThat(cluster.jobState(1)).isEqualTo(JobState.FINISHED);
    cluster.assign("n1", "1.1");
    assertThat(cluster.wasStale()).isTrue();
  }

  @Test
  void cancel_whileDispatching_neverStarted_endsCanceled() {
    cluster.submit(task());
    cluster.assign("n1", "1.1");

    assertThat(cluster.cancel("1.1")).containsExactly(Verdict.ACCEPTED);
    assertThat(cluster.told()).containsExactly("1.1#1");
    cluster.ended("1.1#1", neverStarted());

    assertThat(cluster.state("1.1")).isEqualTo(TaskState.CANCELED);
    assertThat(cluster.attempt("1.1").kill()).isNull();
    assertThat(cluster.attempt("1.1").exit()).isNull();
  }

  @Test
  void cancel_whileDispatching_startedMeanwhile_endsFailed() {
    cluster.submit(task());
    cluster.assign("n1", "1.1");
    cluster.cancel("1.1");

    cluster.started("1.1#1");
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.CANCELING);
    cluster.ended("1.1#1", exited(7));

    assertThat(cluster.state("1.1")).isEqualTo(TaskState.FAILED);
    assertThat(cluster.task("1.1").cause()).isEqualTo(Cause.CANCELED);
    assertThat(cluster.attempt("1.1").exit()).isEqualTo(exit(7));
  }

  @Test
  void cancel_whileRunning_endsFailedWithTheTrueExitAndTheRequestInTheKillRecord() {
    cluster.submit(task());
    cluster.run("n1", "1.1");
    cluster.cancel(order("maintenance", Duration.ofSeconds(5)), "1.1");
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.CANCELING);
    assertThat(cluster.task("1.1").cause()).isNull();

    cluster.advance(Duration.ofSeconds(2));
    cluster.ended("1.1#1", exited(0));

    var task = cluster.task("1.1");
    assertThat(task.state()).isEqualTo(TaskState.FAILED); // even with 0: it was asked to end
    assertThat(task.cause()).isEqualTo(Cause.CANCELED);
    assertThat(task.message()).isEqualTo("maintenance");
    var kill = cluster.attempt("1.1").kill();
    assertThat(kill.cause()).isEqualTo(Cause.CANCELED);
    assertThat(kill.requestedBy()).isEqualTo("alice");
    assertThat(kill.message()).isEqualTo("maintenance");
    assertThat(kill.acceptedAt()).isEqualTo(START);
    assertThat(kill.grace()).isEqualTo(Duration.ofSeconds(5));
    assertThat(kill.reportedAt()).isEqualTo(START.plusSeconds(2));
    assertThat(cluster.node("n1").tasks()).isZero();
  }

  @Test
  void cancel_whileCanceling_keepsTheFirstRequest() {
    cluster.submit(task());
    cluster.run("n1", "1.1");
    cluster.cancel(order("first", MINUTE), "1.1");
    var first = cluster.task("1.1").cancellation();

    cluster.advance(Duration.ofSeconds(1));
    var verdicts = cluster.cancel(order("second", Duration.ofSeconds(1)), "1.1");

    assertThat(verdicts).containsExactly(Verdict.ALREADY_CANCELING);
    assertThat(cluster.task("1.1").cancellation()).isEqualTo(first);
    assertThat(cluster.last().effects()).isEmpty();
    assertThat(cluster.last().events()).isEmpty();
  }

  @Test
  void cancel_withForceWhileCanceling_killsNowAndKeepsWhoWhyAndWhen() {
    cluster.submit(task());
    cluster.run("n1", "1.1");
    cluster.cancel(order("first", MINUTE), "1.1");

    cluster.advance(Duration.ofSeconds(1));
    var verdicts = cluster.cancel(force("second"), "1.1");

    assertThat(verdicts).containsExactly(Verdict.ALREADY_CANCELING);
    var stands = cluster.task("1.1").cancellation();
    assertThat(stands.force()).isTrue();
    assertThat(stands.forced()).isEqualTo(new Forced("bob", START.plusSeconds(1)));
    assertThat(stands.deadline()).isEqualTo(START.plusSeconds(1));
    assertThat(stands.acceptedAt()).isEqualTo(START);
    assertThat(stands.grace()).isEqualTo(MINUTE);
    assertThat(stands.message()).isEqualTo("first");
    assertThat(stands.requestedBy()).isEqualTo("alice");
    assertThat(cluster.told()).containsExactly("1.1#1");

    cluster.advance(Duration.ofSeconds(1));
    cluster.cancel(force("third"), "1.1");
    assertThat(cluster.last().effects()).isEmpty();
    assertThat(cluster.task("1.1").cancellation()).isEqualTo(stands);

    cluster.ended("1.1#1", killed(Cause.CANCELED));
    assertThat(cluster.attempt("1.1").kill().forced()).isEqualTo(stands.forced());
    assertThat(cluster.attempt("1.1").kill().requestedBy()).isEqualTo("alice");
  }

  @Test
  void cancel_withForceAfterTheDeadline_keepsTheFirstDeadline() {
    cluster.submit(task());
    cluster.run("n1", "1.1");
    cluster.cancel(order("first", Duration.ofSeconds(5)), "1.1");

    cluster.advance(Duration.ofSeconds(9));
    cluster.cancel(force("second"), "1.1");

    var stands = cluster.task("1.1").cancellation();
    assertThat(stands.forced()).isEqualTo(new Forced("bob", START.plusSeconds(9)));
    assertThat(stands.deadline()).isEqualTo(START.plusSeconds(5));
  }

  @Test
  void cancel_withForceAtOnce_isForcedByWhoAsked() {
    cluster.submit(task());
    cluster.run("n1", "1.1");
    cluster.cancel(force("now"), "1.1");
    assertThat(cluster.task("1.1").cancellation().forced()).isEqualTo(new Forced("bob", START));
    assertThat(cluster.task("1.1").cancellation().deadline()).isEqualTo(START);
  }

  @Test
  void cancel_withGraceZero_isForce() {
    cluster.submit(task());
    cluster.run("n1", "1.1");
    cluster.cancel(order("now", Duration.ZERO), "1.1");
    assertThat(cluster.task("1.1").cancellation().force()).isTrue();
  }

  @Test
  void cancel_whileFinishing_isTooLate() {
    cluster.submit(task());
    cluster.run("n1", "1.1");
    cluster.finishing("1.1#1", exit(0));

    assertThat(cluster.cancel(force("late"), "1.1")).containsExactly(Verdict.ALREADY_ENDED);
    cluster.ended("1.1#1", exited(0));

    assertThat(cluster.state("1.1")).isEqualTo(TaskState.FINISHED);
    assertThat(cluster.task("1.1").cancellation()).isNull();
  }

  @Test
  void cancel_ofEndedTask_leavesItsRecordAlone() {
    cluster.submit(task(), task());
    cluster.run("n1", "1.1");
    cluster.ended("1.1#1", exited(3));
    var record = cluster.task("1.1");

    assertThat(cluster.cancel("1.1", "1.2", "1.2"))
        .containsExactly(Verdict.ALREADY_ENDED, Verdict.CANCELED, Verdict.ALREADY_ENDED);

    assertThat(cluster.task("1.1")).isEqualTo(record);
    assertThat(record.message()).isEqualTo("exit code 3");
  }

  @Test
  void programExit_whileCanceling_isKeptAsEvidence() {
    cluster.submit(task());
    cluster.run("n1", "1.1");
    cluster.cancel("1.1");

    cluster.finishing("1.1#1", exit(7)); // the program obeyed, a child of it did not
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.CANCELING);
    cluster.finishing("1.1#1", exit(8)); // nobody exits twice
    cluster.ended("1.1#1", killed(Cause.CANCELED));

    assertThat(cluster.attempt("1.1").exit()).isEqualTo(exit(7));
  }

  @Test
  void neverStarted_ofWhatIsKnownToHaveRun_isNotBelieved() {
    cluster.submit(task(), task());
    cluster.run("n1", "1.1");
    cluster.assign("n1", "1.2");
    cluster.cancel("1.1", "1.2");
    cluster.finishing("1.2#1", exit(5)); // its start was never reported, but it must have been

    cluster.ended("1.1#1", neverStarted());
    cluster.ended("1.2#1", neverStarted());

    assertThat(cluster.state("1.1")).isEqualTo(TaskState.FAILED);
    assertThat(cluster.attempt("1.1").kill().unproven()).isNotEmpty();
    assertThat(cluster.state("1.2")).isEqualTo(TaskState.FAILED);
    assertThat(cluster.attempt("1.2").exit()).isEqualTo(exit(5));
    assertThat(cluster.attempt("1.2").kill().unproven()).isNotEmpty();
  }

  @Test
  void neverStarted_whileFinishing_isNotBelieved() {
    cluster.submit(task());
    cluster.assign("n1", "1.1");
    cluster.finishing("1.1#1", exit(0));

    cluster.ended("1.1#1", neverStarted());

    assertThat(cluster.state("1.1")).isEqualTo(TaskState.FINISHED);
    assertThat(cluster.attempt("1.1").kill().unproven()).isNotEmpty();
  }

  @Test
  void started_whileFinishing_confirmsALateStart() {
    cluster.submit(task());
    cluster.assign("n1", "1.1");
    cluster.finishing("1.1#1", exit(0));

    cluster.started("1.1#1");

    assertThat(cluster.state("1.1")).isEqualTo(TaskState.FINISHING);
    assertThat(cluster.attempt("1.1").pid()).isEqualTo(4711);
    assertThat(cluster.attempt("1.1").startedAt()).isNotNull();
  }

  // ---- grace ----

  @Test
  void grace_isTheRequestsElseTheTasksElseTheJobsElseTheClusters() {
    var own = task().withGrace(Duration.ofSeconds(20));
    cluster.submit(withGrace(Duration.ofSeconds(30)), own, own, task());
    cluster.submit(task());
    cluster.set("TaskCancelGracePeriod", "40s");
    cluster.run("n1", "1.1", "1.2", "1.3", "2.1");

    cluster.cancel(order("", Duration.ofSeconds(10)), "1.1");
    cluster.cancel("1.2", "1.3", "2.1");

    assertThat(List.of("1.1", "1.2", "1.3", "2.1"))
        .extracting(id -> cluster.task(id).cancellation().deadline())
        .containsExactly(
            START.plusSeconds(10),
            START.plusSeconds(20),
            START.plusSeconds(30),
            START.plusSeconds(40));
  }

  @Test
  void grace_ofTheIntent_staysWhenTheParameterChanges() {
    cluster.submit(task());
    cluster.run("n1", "1.1");
    cluster.cancel("1.1");
    cluster.set("TaskCancelGracePeriod", "1h");
    assertThat(cluster.task("1.1").cancellation().grace()).isEqualTo(Duration.ofSeconds(15));
  }

  // ---- lost nodes and retries ----

  @Test
  void nodeLost_whileCanceling_endsAsCanceledAndIsNotQueuedAgain() {
    cluster.submit(task());
    cluster.run("n1", "1.1");
    cluster.cancel(order("mine"), "1.1");

    cluster.lose("n1");

    var task = cluster.task("1.1");
    assertThat(task.state()).isEqualTo(TaskState.FAILED);
    assertThat(task.cause()).isEqualTo(Cause.CANCELED);
    assertThat(task.message()).isEqualTo("mine");
    assertThat(cluster.attempt("1.1").kill().unproven()).isNotEmpty();
    assertThat(cluster.attempt("1.1").kill().requestedBy()).isEqualTo("alice");
  }

  @Test
  void cancel_whileItWaitsForItsRetry_endsCanceled() {
    cluster.submit(task());
    cluster.run("n1", "1.1");
    cluster.lose("n1");
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.QUEUED);

    assertThat(cluster.cancel("1.1")).containsExactly(Verdict.CANCELED);
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.CANCELED);
    cluster.rejoin("n1");
    cluster.assign("n1", "1.1");
    assertThat(cluster.wasStale()).isTrue();
  }

  @Test
  void cancel_ofATaskTakenAway_beatsItsRequeue() {
    cluster.submit(task());
    cluster.run("n1", "1.1");
    cluster.offline("n1", true);
    assertThat(cluster.task("1.1").cancellation().requeue()).isTrue();

    cluster.advance(Duration.ofSeconds(1));
    assertThat(cluster.cancel(order("mine", MINUTE), "1.1"))
        .containsExactly(Verdict.ALREADY_CANCELING);
    var stands = cluster.task("1.1").cancellation();
    assertThat(stands.message()).isEqualTo("mine");
    assertThat(stands.force()).isTrue();
    assertThat(stands.forced()).isEqualTo(new Forced("operator", START));
    assertThat(stands.deadline()).isEqualTo(START); // it was due before this request
    cluster.ended("1.1#1", killed(Cause.NODE_LOST));

    assertThat(cluster.state("1.1")).isEqualTo(TaskState.FAILED);
    assertThat(cluster.task("1.1").cause()).isEqualTo(Cause.CANCELED);
    assertThat(cluster.task("1.1").message()).isEqualTo("mine");
  }

  @Test
  void takingTheNodeAway_whileCanceling_isForceAndTheCancelStands() {
    cluster.submit(task());
    cluster.run("n1", "1.1");
    cluster.cancel(order("mine", MINUTE), "1.1");

    cluster.offline("n1", true);

    var stands = cluster.task("1.1").cancellation();
    assertThat(stands.force()).isTrue();
    assertThat(stands.message()).isEqualTo("mine");
    cluster.ended("1.1#1", killed(Cause.CANCELED));
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.FAILED);
  }

  // ---- what a cancel is not ----

  @Test
  void cancel_doesNotTripFailOnTaskFailure() {
    cluster.submit(failFast(), task(), task());
    cluster.run("n1", "1.1", "1.2");
    cluster.cancel("1.1");
    cluster.ended("1.1#1", killed(Cause.CANCELED));

    assertThat(cluster.state("1.1")).isEqualTo(TaskState.FAILED);
    assertThat(cluster.state("1.2")).isEqualTo(TaskState.RUNNING);
    assertThat(cluster.jobState(1)).isEqualTo(JobState.RUNNING);
    cluster.ended("1.2#1", exited(0));
    assertThat(cluster.jobState(1)).isEqualTo(JobState.FAILED); // a task of it is FAILED
  }

  @Test
  void cancel_ofTheBlockedFront_letsThePlannerLookAgain() {
    cluster.submit(task(5));
    cluster.submit(task(1));
    cluster.cancel("1.1");
    assertThat(cluster.last().planningPays()).isTrue();
  }

  // ---- many tasks ----

  @Test
  void cancelTasks_goesOnAfterWhatCannotBeCanceled() {
    cluster.submit(task(), task(), task());
    cluster.run("n1", "1.2");
    cluster.ended("1.2#1", exited(0));

    assertThat(cluster.cancel("1.1", "1.2", "9.9", "1.3"))
        .containsExactly(
            Verdict.CANCELED, Verdict.ALREADY_ENDED, Verdict.NOT_FOUND, Verdict.CANCELED);
  }

  @Test
  void cancelTasks_stopOnError_leavesAloneWhatComesAfter() {
    cluster.submit(task(), task(), task());
    cluster.run("n1", "1.2");
    cluster.ended("1.2#1", exited(0));

    var results = cluster.cancel(order("m"), true, "1.1", "1.2", "1.3");

    assertThat(results.items())
        .extracting(CancelResults.Item::verdict)
        .containsExactly(Verdict.CANCELED, Verdict.ALREADY_ENDED, Verdict.SKIPPED);
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.CANCELED);
    assertThat(cluster.state("1.3")).isEqualTo(TaskState.QUEUED);
    assertThat(results.counts())
        .containsEntry(Verdict.CANCELED, 1L)
        .containsEntry(Verdict.ALREADY_ENDED, 1L)
        .containsEntry(Verdict.SKIPPED, 1L)
        .hasSize(3);
  }

  @Test
  void cancelTasks_ofASubtask_findsNothing() {
    cluster.submit(task());
    var subtask = new TaskSelection.Refs(List.of(new TaskId(1, 1, 1)));
    cluster.apply(new Command.CancelTasks(null, subtask, order("m"), false));
    assertThat(cluster.last().reply())
        .isInstanceOfSatisfying(
            Reply.TasksCanceled.class,
            reply -> assertThat(reply.results().counts()).containsEntry(Verdict.NOT_FOUND, 1L));
  }

  @Test
  void cancelTasks_byFilter_takesExactlyWhatMatches() {
    cluster.submit(task(), task());
    cluster.submit(task());
    cluster.run("n1", "1.2");
    var queued =
        new TaskSelection.Filter(new TreeSet<>(), Set.of(TaskState.QUEUED), "alice", "", "");

    cluster.apply(new Command.CancelTasks(null, queued, order("m"), false));

    assertThat(cluster.state("1.1")).isEqualTo(TaskState.CANCELED);
    assertThat(cluster.state("2.1")).isEqualTo(TaskState.CANCELED);
    assertThat(cluster.state("1.2")).isEqualTo(TaskState.RUNNING);
  }

  @Test
  void previewCancel_saysWhatWouldHappen_duplicatesIncluded() {
    cluster.submit(task(), task(), task());
    cluster.run("n1", "1.1");
    var selection = TestCluster.refs("1.1", "1.1", "1.2", "1.2", "9.9", "9.9", "1.3");
    for (var stopOnError : List.of(false, true)) {
      var before = cluster.image();
      var said = cluster.view().previewCancel(selection, stopOnError);
      assertThat(cluster.image()).isEqualTo(before);

      var other = TestCluster.of(before);
      other.apply(new Command.CancelTasks(null, selection, order("m"), stopOnError));
      assertThat(other.last().reply()).isEqualTo(new Reply.TasksCanceled(said));
    }
  }

  @Test
  void verdicts_coverEveryState() {
    for (var state : TaskState.values()) {
      var verdict = Verdict.onCancelIn(state);
      assertThat(verdict.isFailure())
          .as(state.name())
          .isEqualTo(
              EnumSet.of(
                      TaskState.FINISHING, TaskState.FINISHED, TaskState.FAILED, TaskState.CANCELED)
                  .contains(state));
    }
    assertThat(Verdict.NOT_FOUND.isFailure()).isTrue();
    assertThat(Verdict.SKIPPED.isFailure()).isTrue();
    for (var verdict : Verdict.values()) {
      assertThat(verdict.repeated().repeated()).isEqualTo(verdict.repeated());
    }
  }

  // ---- orders ----

  @Test
  void orders_areDerivedAgainFromARestoredState() {
    cluster.submit(task(), task(), onceOnly());
    cluster.run("n1", "1.1", "1.2");
    cluster.assign("n1", "1.3");
    cluster.cancel(order("m", MINUTE), "1.2");

    var restored = Cluster.of(cluster.image());

    assertThat(restored.orders("n1")).isEqualTo(cluster.view().orders("n1")).hasSize(3);
    assertThat(restored.order("n1", attemptId("1.2#1")))
        .hasValueSatisfying(order -> assertThat(order).isInstanceOf(Order.Stop.class));
    assertThat(restored.order("n2", attemptId("1.2#1"))).isEmpty();
    assertThat(restored.task(taskId("1.2")).orElseThrow().cancellation().deadline())
        .isEqualTo(START.plus(MINUTE));
  }
}
