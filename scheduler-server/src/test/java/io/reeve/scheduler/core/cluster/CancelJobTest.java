package io.reeve.scheduler.core.cluster;

import static io.reeve.scheduler.core.testing.Samples.START;
import static io.reeve.scheduler.core.testing.Samples.exit;
import static io.reeve.scheduler.core.testing.Samples.exited;
import static io.reeve.scheduler.core.testing.Samples.failFast;
import static io.reeve.scheduler.core.testing.Samples.force;
import static io.reeve.scheduler.core.testing.Samples.killed;
import static io.reeve.scheduler.core.testing.Samples.neverStarted;
import static io.reeve.scheduler.core.testing.Samples.order;
import static io.reeve.scheduler.core.testing.Samples.task;
import static io.reeve.scheduler.core.testing.Samples.withGrace;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.scheduler.core.Refusal.Reason;
import io.reeve.scheduler.core.job.JobState;
import io.reeve.scheduler.core.task.Cause;
import io.reeve.scheduler.core.task.TaskState;
import io.reeve.scheduler.core.testing.TestCluster;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a cancel of a job does to it and to its tasks. */
class CancelJobTest {
  private final TestCluster cluster = TestCluster.empty();

  @BeforeEach
  void aNode() {
    cluster.join("n1", 4);
  }

  @Test
  void cancelJob_whileConfiguring_endsCanceledAtOnce() {
    var job = cluster.create(task());
    cluster.cancelJob(job, "r");
    assertThat(cluster.jobState(job)).isEqualTo(JobState.CANCELED);
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.CANCELED);
    cluster.apply(new Command.SubmitJob(null, job, false));
    assertThat(cluster.refusal()).isEqualTo(Reason.JOB_NOT_CONFIGURING);
  }

  @Test
  void cancelJob_withoutTasksWhileConfiguring_endsCanceled() {
    var job = cluster.create();
    cluster.cancelJob(job, "r");
    assertThat(cluster.jobState(job)).isEqualTo(JobState.CANCELED);
  }

  @Test
  void cancelJob_whileQueued_endsCanceledAtOnceWithItsMessage() {
    var job = cluster.submit(task(), task());
    cluster.cancelJob(job, "r");
    assertThat(cluster.jobState(job)).isEqualTo(JobState.CANCELED);
    assertThat(cluster.job(job).message()).isEqualTo("r");
    assertThat(cluster.task("1.2").cause()).isEqualTo(Cause.JOB_CANCELED);
    assertThat(cluster.task("1.2").message()).isEqualTo("r");
  }

  @Test
  void cancelJob_whileRunning_endsEachTaskByItsState() {
    var job = cluster.submit(task(), task(), task(), task());
    cluster.run("n1", "1.1", "1.2");
    cluster.assign("n1", "1.3");
    cluster.ended("1.1#1", exited(0));

    cluster.cancelJob(job, "r");

    assertThat(cluster.jobState(job)).isEqualTo(JobState.CANCELING);
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.FINISHED);
    assertThat(cluster.state("1.2")).isEqualTo(TaskState.CANCELING);
    assertThat(cluster.state("1.3")).isEqualTo(TaskState.CANCELING);
    assertThat(cluster.state("1.4")).isEqualTo(TaskState.CANCELED);
    cluster.ended("1.2#1", killed(Cause.JOB_CANCELED));
    cluster.ended("1.3#1", neverStarted());
    assertThat(cluster.state("1.2")).isEqualTo(TaskState.FAILED);
    assertThat(cluster.task("1.2").cause()).isEqualTo(Cause.JOB_CANCELED);
    assertThat(cluster.state("1.3")).isEqualTo(TaskState.CANCELED);
    assertThat(cluster.jobState(job)).isEqualTo(JobState.CANCELED);
    assertThat(cluster.job(job).message()).isEqualTo("r");
  }

  @Test
  void cancelJob_leavesAFinishingTaskItsOwnEnd() {
    var job = cluster.submit(task());
    cluster.run("n1", "1.1");
    cluster.finishing("1.1#1", exit(0));

    cluster.cancelJob(job, force("r"), false);
    assertThat(cluster.jobState(job)).isEqualTo(JobState.CANCELING);
    cluster.ended("1.1#1", exited(0));

    assertThat(cluster.state("1.1")).isEqualTo(TaskState.FINISHED);
    assertThat(cluster.jobState(job)).isEqualTo(JobState.CANCELED);
  }

  @Test
  void cancelJob_again_keepsTheFirstRequest_forceEscalates() {
    var job = cluster.submit(task());
    cluster.run("n1", "1.1");
    cluster.cancelJob(job, "first");
    cluster.advance(Duration.ofSeconds(1));

    cluster.cancelJob(job, "second");
    assertThat(cluster.last().events()).isEmpty();
    assertThat(cluster.last().effects()).isEmpty();
    assertThat(cluster.job(job).cancellation().deadline()).isEqualTo(START.plusSeconds(15));

    cluster.cancelJob(job, force("third"), false);
    assertThat(cluster.told()).containsExactly("1.1#1");
    assertThat(cluster.job(job).cancellation().force()).isTrue();
    assertThat(cluster.job(job).message()).isEqualTo("first");
    assertThat(cluster.task("1.1").cancellation().force()).isTrue();
    assertThat(cluster.task("1.1").cancellation().message()).isEqualTo("first");
  }

  @Test
  void cancelJob_graceful_letsRunningTasksEndByThemselves() {
    var job = cluster.submit(task(), task(), task());
    cluster.run("n1", "1.1");
    cluster.assign("n1", "1.2");

    cluster.cancelJob(job, order("r"), true);

    assertThat(cluster.last().effects()).isEmpty();
    assertThat(cluster.state("1.3")).isEqualTo(TaskState.CANCELED);
    cluster.started("1.2#1");
    cluster.ended("1.1#1", exited(0));
    cluster.ended("1.2#1", exited(1));
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.FINISHED);
    assertThat(cluster.state("1.2")).isEqualTo(TaskState.FAILED);
    assertThat(cluster.task("1.2").cause()).isEqualTo(Cause.EXITED);
    assertThat(cluster.jobState(job)).isEqualTo(JobState.CANCELED);
  }

  @Test
  void cancelJob_graceful_thenNot_endsTheRunningOnes() {
    var job = cluster.submit(task(), task());
    cluster.run("n1", "1.1", "1.2");
    cluster.cancelJob(job, order("first"), true);
    cluster.cancelJob(job, order("second"), true);
    assertThat(cluster.last().effects()).isEmpty();

    cluster.cancelJob(job, "third");

    assertThat(cluster.told()).containsExactly("1.1#1", "1.2#1");
    assertThat(cluster.job(job).message()).isEqualTo("first");
  }

  @Test
  void nodeLost_whileJobIsCanceling_queuesNothingAgain() {
    var job = cluster.submit(task(), task());
    cluster.run("n1", "1.1", "1.2");
    cluster.cancelJob(job, order("r"), true);
    cluster.cancel("1.2");

    cluster.lose("n1");

    assertThat(cluster.state("1.1")).isEqualTo(TaskState.FAILED);
    assertThat(cluster.task("1.1").cause()).isEqualTo(Cause.NODE_LOST);
    assertThat(cluster.task("1.2").cause()).isEqualTo(Cause.CANCELED);
    assertThat(cluster.jobState(job)).isEqualTo(JobState.CANCELED);
  }

  @Test
  void cancelJob_whileItsTasksWaitForTheirRetry_endsCanceledAtOnce() {
    var job = cluster.submit(task(), task());
    cluster.run("n1", "1.1", "1.2");
    cluster.lose("n1");
    assertThat(cluster.jobState(job)).isEqualTo(JobState.RUNNING);

    cluster.cancelJob(job, "r");

    assertThat(cluster.jobState(job)).isEqualTo(JobState.CANCELED);
    assertThat(cluster.state("1.1")).isEqualTo(TaskState.CANCELED);
    assertThat(cluster.view().queue().size()).isZero();
  }

  @Test
  void cancelJob_beatsTheRequeueOfATakenNode() {
    var job = cluster.submit(task());
    cluster.run("n1", "1.1");
    cluster.offline("n1", true);

    cluster.cancelJob(job, "mine");
    cluster.ended("1.1#1", killed(Cause.NODE_LOST));

    assertThat(cluster.state("1.1")).isEqualTo(TaskState.FAILED);
    assertThat(cluster.task("1.1").cause()).isEqualTo(Cause.JOB_CANCELED);
    assertThat(cluster.jobState(job)).isEqualTo(JobState.CANCELED);
  }

  @Test
  void cancelJob_whileFinishing_onlyForceReachesItsTasks() {
    var job = cluster.submit(failFast(), task(), task());
    cluster.run("n1", "1.1", "1.2");
    cluster.ended("1.1#1", exited(1));
    assertThat(cluster.jobState(job)).isEqualTo(JobState.FINISHING);

    cluster.cancelJob(job, "r");
    assertThat(cluster.last().effects()).isEmpty();
    cluster.cancelJob(job, force("r"), false);
    assertThat(cluster.told()).containsExactly("1.2#1");
    cluster.ended("1.2#1", killed(Cause.JOB_FAILED));

    assertThat(cluster.task("1.2").cause()).isEqualTo(Cause.JOB_FAILED);
    assertThat(cluster.jobState(job)).isEqualTo(JobState.FAILED);
    assertThat(cluster.job(job).message()).isEqualTo("task 1.1 failed");
  }

  @Test
  void cancelJob_inAFinalState_isRefused() {
    var job = cluster.submit();
    assertThat(cluster.jobState(job)).isEqualTo(JobState.FINISHED);
    cluster.cancelJob(job, "r");
    assertThat(cluster.refusal()).isEqualTo(Reason.JOB_ALREADY_ENDED);
    cluster.cancelJob(99, "r");
    assertThat(cluster.refusal()).isEqualTo(Reason.JOB_NOT_FOUND);
  }

  @Test
  void cancelJob_graceIsTheRequestsElseTheJobsElseTheClusters() {
    var own = cluster.submit(withGrace(Duration.ofSeconds(30)), task());
    var none = cluster.submit(task());
    var asked = cluster.submit(task());
    cluster.run("n1", "1.1", "2.1", "3.1");
    cluster.cancelJob(own, "r");
    cluster.cancelJob(none, "r");
    cluster.cancelJob(asked, order("r", Duration.ofSeconds(5)), false);
    assertThat(cluster.job(own).cancellation().grace()).isEqualTo(Duration.ofSeconds(30));
    assertThat(cluster.job(none).cancellation().grace()).isEqualTo(Duration.ofSeconds(15));
    assertThat(cluster.job(asked).cancellation().grace()).isEqualTo(Duration.ofSeconds(5));
    assertThat(cluster.task("3.1").cancellation().grace()).isEqualTo(Duration.ofSeconds(5));
  }
}
