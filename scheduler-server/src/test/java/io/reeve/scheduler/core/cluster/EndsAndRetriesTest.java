package io.reeve.scheduler.core.cluster;

import static io.reeve.scheduler.core.testing.Samples.attemptId;
import static io.reeve.scheduler.core.testing.Samples.exit;
import static io.reeve.scheduler.core.testing.Samples.exited;
import static io.reeve.scheduler.core.testing.Samples.failFast;
import static io.reeve.scheduler.core.testing.Samples.killed;
import static io.reeve.scheduler.core.testing.Samples.neverStarted;
import static io.reeve.scheduler.core.testing.Samples.onceOnly;
import static io.reeve.scheduler.core.testing.Samples.ran;
import static io.reeve.scheduler.core.testing.Samples.startFailed;
import static io.reeve.scheduler.core.testing.Samples.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.scheduler.core.job.JobState;
import io.reeve.scheduler.core.task.Cause;
import io.reeve.scheduler.core.task.EndReport;
import io.reeve.scheduler.core.task.ExitCodeRange;
import io.reeve.scheduler.core.task.ExitEvidence;
import io.reeve.scheduler.core.task.KillRecord;
import io.reeve.scheduler.core.task.StartFailure.Stage;
import io.reeve.scheduler.core.task.TaskSpec;
import io.reeve.scheduler.core.task.TaskState;
import io.reeve.scheduler.core.testing.TestCluster;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How tasks end without a cancel, what is tried again, and what that comes to for their job. */
class EndsAndRetriesTest {
  private final TestCluster cluster = TestCluster.empty();

  @BeforeEach
  void aNode() {
    cluster.join("n1", 4);
  }

  // ---- by themselves ----

  @Test
  void job_goesThroughItsStatesWithItsTasks() {
    var job = cluster.submit(task(), task());
    assertThat(cluster.jobState(job)).isEqualTo(JobState.QUEUED);
    cluster.assign("n1", "1.1");
    assertThat(cluster.jobState(job)).isEqualTo(JobState.RUNNING);
    cluster.started("1.1#1");
    cluster.ended("1.1#1", exited(0));
    assertThat(cluster.jobState(job)).isEqualTo(JobState.RUNNING);
    cluster.run("n1", "1.2");
    cluster.ended("1.2#1", exited(0));
    assertThat(cluster.jobState(job)).isEqualTo(JobState.FINISHED);
    assertThat(cluster.last().events())
        .extracting(Event::change)
        .filteredOn(Event.JobChanged.class::isInstance)
        .extracting(change -> ((Event.JobChanged) change).to())
        .containsExactly(JobState.FINISHING, JobState.FINISHED);
  }

  @Test
  void exit_beforeTheStartWasConfirmed_countsAll() {
    cluster.submit(task());
    cluster.assign("n1", "1.1");
    cluster.ended("1.1#1", exited(0));
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.FINISHED);
    assertThat(cluster.attempt("1.1").pid()).isEqualTo(4711);
    assertThat(cluster.attempt("1.1").stdout()).isEqualTo("out");
  }

  @Test
  void exitCode_isValidOnlyWhenTheTaskSaysSo() {
    var spec = task();
    var lenient =
        new TaskSpec(
            "",
            spec.command(),
            spec.env(),
            "",
            "",
            "",
            "",
            spec.resources(),
            null,
            null,
            true,
            List.of(new ExitCodeRange(0, 0), new ExitCodeRange(3, 5)),
            TaskSpec.DEFAULT_STOP_SIGNAL);
    cluster.submit(lenient, lenient, spec, lenient);
    cluster.run("n1", "1.1", "1.2", "1.3", "1.4");
    cluster.ended("1.1#1", exited(3));
    cluster.ended("1.2#1", exited(6));
    cluster.ended("1.3#1", exited(3));
    cluster.ended("1.4#1", exited(2));
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.FINISHED);
    assertThat(cluster.state("1.2")).isEqualTo(TaskState.FAILED);
    assertThat(cluster.state("1.3")).isEqualTo(TaskState.FAILED);
    assertThat(cluster.state("1.4")).isEqualTo(TaskState.FAILED);
    assertThat(cluster.task("1.3").retries()).isZero(); // an application error is not retried
    assertThat(cluster.jobState(1)).isEqualTo(JobState.FAILED);
    assertThat(cluster.job(1).message()).isEqualTo("3 tasks failed");
  }

  @Test
  void end_isNeverSuccessUnlessItWasSeen() {
    cluster.submit(task(), task(), task());
    cluster.run("n1", "1.1", "1.2", "1.3");
    cluster.ended("1.1#1", ran(new ExitEvidence.Unknown("supervisor lost"), Cause.EXITED, false));
    cluster.ended(
        "1.2#1", ran(new ExitEvidence.Signaled(11, "SIGSEGV", true), Cause.EXITED, false));
    cluster.ended("1.3#1", ran(exit(0), Cause.TIME_LIMIT, true));
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.FAILED);
    assertThat(cluster.state("1.2")).isEqualTo(TaskState.FAILED);
    assertThat(cluster.state("1.3")).isEqualTo(TaskState.FAILED);
    assertThat(cluster.task("1.3").cause()).isEqualTo(Cause.TIME_LIMIT);
  }

  @Test
  void lateAndRepeatedReports_areStaleAndAcknowledged() {
    cluster.submit(task());
    cluster.run("n1", "1.1");
    cluster.ended("1.1#1", exited(0));
    var record = cluster.task("1.1");

    cluster.ended("1.1#1", exited(1));
    assertThat(cluster.wasStale()).isTrue();
    assertThat(cluster.last().effects())
        .containsExactly(new Effect.Acknowledge("n1", attemptId("1.1#1")));
    cluster.started("1.1#1");
    assertThat(cluster.wasStale()).isTrue();
    cluster.finishing("1.1#1", exit(1));
    assertThat(cluster.wasStale()).isTrue();
    cluster.ended("n9", "7.7#7", exited(1));
    assertThat(cluster.wasStale()).isTrue();
    assertThat(cluster.task("1.1")).isEqualTo(record);
  }

  @Test
  void reportOfAnotherNode_isStale() {
    cluster.join("n2", 4);
    cluster.submit(task());
    cluster.run("n1", "1.1");
    cluster.ended("n2", "1.1#1", exited(0));
    assertThat(cluster.wasStale()).isTrue();
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.RUNNING);
  }

  // ---- system errors ----

  @Test
  void nodeLost_queuesRerunnableTasksAgain_untilTheRetriesAreUsedUp() {
    cluster.set("TaskRetryCount", "2");
    cluster.submit(task());
    for (var attempt = 1; attempt <= 2; attempt++) {
      cluster.run("n1", "1.1");
      cluster.lose("n1");
      assertThat(cluster.state("1.1")).isEqualTo(TaskState.QUEUED);
      assertThat(cluster.task("1.1").retries()).isEqualTo(attempt);
      assertThat(cluster.task("1.1").cause()).isNull();
      cluster.rejoin("n1");
    }
    cluster.run("n1", "1.1");
    cluster.lose("n1");
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.FAILED);
    assertThat(cluster.task("1.1").cause()).isEqualTo(Cause.NODE_LOST);
    assertThat(cluster.task("1.1").attempts()).hasSize(3);
    assertThat(cluster.attempt("1.1").exit()).isInstanceOf(ExitEvidence.Unknown.class);
  }

  @Test
  void nodeLost_whileDispatching_isASystemErrorToo() {
    cluster.submit(task(), onceOnly());
    cluster.assign("n1", "1.1", "1.2");
    cluster.lose("n1");
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.QUEUED);
    assertThat(cluster.state("1.2")).isEqualTo(TaskState.FAILED); // nobody knows whether it ran
    assertThat(cluster.task("1.2").cause()).isEqualTo(Cause.NODE_LOST);
  }

  @Test
  void nodeLost_whileFinishing_theSeenExitCounts() {
    cluster.submit(task(), task(), task());
    cluster.run("n1", "1.1", "1.2");
    cluster.assign("n1", "1.3");
    cluster.finishing("1.1#1", exit(0));
    cluster.finishing("1.2#1", exit(4));
    cluster.finishing("1.3#1", exit(0));
    cluster.lose("n1");
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.FINISHED);
    assertThat(cluster.state("1.2")).isEqualTo(TaskState.FAILED);
    assertThat(cluster.attempt("1.2").exit()).isEqualTo(exit(4));
    assertThat(cluster.state("1.3")).isEqualTo(TaskState.FINISHED);
    assertThat(cluster.attempt("1.1").kill().unproven()).isNotEmpty();
  }

  @Test
  void nodeLost_ofAnEarlierInstance_meansNothing() {
    cluster.submit(task());
    cluster.run("n1", "1.1");
    cluster.apply(new Command.NodeLost("n1", "instance-0"));
    assertThat(cluster.wasStale()).isTrue();
    cluster.apply(new Command.NodeLost("n9", "instance-0"));
    assertThat(cluster.wasStale()).isTrue();
    cluster.lose("n1");
    cluster.lose("n1");
    assertThat(cluster.wasStale()).isTrue();
  }

  @Test
  void startFailure_isRetriedOnlyWhenItIsTheNodesFault() {
    cluster.submit(task(), task(), onceOnly());
    cluster.assign("n1", "1.1", "1.2", "1.3");
    cluster.ended("1.1#1", startFailed(Stage.NODE));
    cluster.ended("1.2#1", startFailed(Stage.WORK_DIR));
    cluster.ended("1.3#1", startFailed(Stage.NODE));
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.QUEUED);
    assertThat(cluster.state("1.2")).isEqualTo(TaskState.FAILED);
    assertThat(cluster.task("1.2").cause()).isEqualTo(Cause.START_FAILED);
    assertThat(cluster.task("1.2").message()).isEqualTo("no such file: /x");
    assertThat(cluster.state("1.3")).isEqualTo(TaskState.FAILED);
    assertThat(cluster.attempt("1.2").kill()).isNull();
  }

  @Test
  void neverStarted_withoutAReason_isAFailure() {
    cluster.submit(task(), task());
    cluster.assign("n1", "1.1", "1.2");
    cluster.ended("1.1#1", neverStarted());
    cluster.ended("1.2#1", EndReport.neverStarted(Cause.EXITED, null));
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.FAILED);
    assertThat(cluster.state("1.2")).isEqualTo(TaskState.FAILED);
  }

  @Test
  void retriedTask_keepsItsPlaceInTheQueue() {
    cluster.submit(task(), task(), task());
    cluster.run("n1", "1.2"); // not the front: its entry stays behind in the line
    cluster.lose("n1");
    cluster.rejoin("n1");
    var scan = cluster.view().queue().scan(cluster.now());
    assertThat(List.of(scan.next(), scan.next(), scan.next()))
        .extracting(next -> next.orElseThrow().task().toString())
        .containsExactly("1.1", "1.2", "1.3");
    assertThat(scan.next()).isEmpty();
  }

  @Test
  void taskThatItsNodeCouldNotStart_standsInTheQueueOnce() {
    cluster.join("n2", 4);
    cluster.submit(task(), task(), task());
    cluster.assign("n1", "1.2"); // not the front: its entry stays behind in the line
    cluster.ended("1.2#1", startFailed(Stage.NODE));
    var scan = cluster.view().queue().scan(cluster.now());
    assertThat(List.of(scan.next(), scan.next(), scan.next()))
        .extracting(next -> next.orElseThrow().task().toString())
        .containsExactly("1.1", "1.2", "1.3");
    assertThat(scan.next()).isEmpty();
  }

  // ---- fail on task failure ----

  @Test
  void failOnTaskFailure_endsTheOthersAndFailsTheJob() {
    var job = cluster.submit(failFast(), task(), task(), task());
    cluster.run("n1", "1.1", "1.2");
    cluster.ended("1.1#1", exited(1));

    assertThat(cluster.jobState(job)).isEqualTo(JobState.FINISHING);
    assertThat(cluster.state("1.2")).isEqualTo(TaskState.CANCELING);
    assertThat(cluster.state("1.3")).isEqualTo(TaskState.CANCELED);
    assertThat(cluster.task("1.3").cause()).isEqualTo(Cause.JOB_FAILED);
    assertThat(cluster.task("1.3").message()).isEqualTo("task 1.1 failed");
    cluster.ended("1.2#1", killed(Cause.JOB_FAILED));
    assertThat(cluster.jobState(job)).isEqualTo(JobState.FAILED);
    assertThat(cluster.job(job).message()).isEqualTo("task 1.1 failed");
  }

  @Test
  void failOnTaskFailure_ofTheLastTask_justFails() {
    var job = cluster.submit(failFast(), task());
    cluster.run("n1", "1.1");
    cluster.ended("1.1#1", exited(1));
    assertThat(cluster.jobState(job)).isEqualTo(JobState.FAILED);
    assertThat(cluster.job(job).message()).isEqualTo("1 task failed");
  }

  @Test
  void failOnTaskFailure_isNotTrippedByARetry() {
    var job = cluster.submit(failFast(), task(), task());
    cluster.run("n1", "1.1", "1.2");
    cluster.ended("1.1#1", lost());
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.QUEUED);
    assertThat(cluster.jobState(job)).isEqualTo(JobState.RUNNING);
  }

  @Test
  void endThatIsNotProven_isNeverRetried() {
    cluster.submit(task());
    cluster.run("n1", "1.1");
    var proven = lost();
    var unproven =
        new EndReport(
            false,
            null,
            proven.pid(),
            proven.startedAt(),
            proven.exit(),
            Cause.NODE_LOST,
            KillRecord.unproven(Cause.NODE_LOST, cluster.now(), "its supervisor was killed"),
            "",
            "",
            null,
            0);
    cluster.ended("1.1#1", unproven);
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.FAILED);
    assertThat(cluster.task("1.1").cause()).isEqualTo(Cause.NODE_LOST);
    assertThat(cluster.attempt("1.1").kill()).isNotNull();
  }

  private static EndReport lost() {
    return ran(new ExitEvidence.Unknown("reboot"), Cause.NODE_LOST, false);
  }

  @Test
  void failOnTaskFailure_isTrippedByATaskThatWasTakenAwayForGood() {
    var job = cluster.submit(failFast(), onceOnly(), task());
    cluster.join("n2", 4);
    cluster.run("n1", "1.1");
    cluster.run("n2", "1.2");
    cluster.offline("n1", true);
    cluster.ended("1.1#1", killed(Cause.NODE_LOST));

    assertThat(cluster.state("1.1")).isEqualTo(TaskState.FAILED);
    assertThat(cluster.task("1.1").cause()).isEqualTo(Cause.NODE_LOST);
    assertThat(cluster.jobState(job)).isEqualTo(JobState.FINISHING);
    assertThat(cluster.state("1.2")).isEqualTo(TaskState.CANCELING);
  }

  @Test
  void nodeLost_endsAllItsTasksByTheLoss_evenWhenOneFailsTheJob() {
    var job = cluster.submit(failFast(), onceOnly(), onceOnly(), task(), task());
    cluster.run("n1", "1.1", "1.2", "1.3");

    cluster.lose("n1");

    assertThat(cluster.task("1.1").cause()).isEqualTo(Cause.NODE_LOST);
    assertThat(cluster.task("1.2").cause()).isEqualTo(Cause.NODE_LOST);
    assertThat(cluster.state("1.3")).isEqualTo(TaskState.CANCELED);
    assertThat(cluster.task("1.3").cause()).isEqualTo(Cause.JOB_FAILED);
    assertThat(cluster.state("1.4")).isEqualTo(TaskState.CANCELED);
    assertThat(cluster.jobState(job)).isEqualTo(JobState.FAILED);
    assertThat(cluster.told()).isEmpty(); // there is nobody to tell
  }
}
