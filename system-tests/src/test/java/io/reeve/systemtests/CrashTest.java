package io.reeve.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.client.model.Cause;
import io.reeve.client.model.ExitStatus;
import io.reeve.client.model.JobId;
import io.reeve.client.model.JobSubmission;
import io.reeve.client.model.TaskSpec;
import io.reeve.client.model.TaskState;
import io.reeve.testing.Until;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Test;

/**
 * Daemons killed by SIGKILL at bad moments: nothing that was answered is lost, and no exit code
 * either.
 */
class CrashTest extends OneNodeTest {
  @Test
  void headKilled_underSubmits_losesNoAnsweredJobAndReusesNoId() throws Exception {
    Set<JobId> answered = new ConcurrentSkipListSet<>();
    for (var i = 0; i < 500; i++) {
      var unused =
          cluster
              .client()
              .jobs()
              .submitAsync(JobSubmission.of(TaskSpec.command("/bin/true").cores(1_000).build()))
              .thenAccept(job -> answered.add(job.id()));
    }
    Until.holds("some are answered", () -> answered.size() > 50);
    cluster.killHead();
    var before = Set.copyOf(answered);

    cluster.restartHead();

    assertThat(before).allMatch(id -> cluster.client().jobs().get(id).id().equals(id));
    var next = cluster.client().jobs().submit(JobSubmission.of(TaskSpec.ofCommand("/bin/true")));
    assertThat(before).doesNotContain(next.id());
  }

  @Test
  void headKilled_whileTaskRuns_taskEndsWithItsTrueCode() throws Exception {
    var release = dir.resolve("release");
    var task = submit(Program.untilExists(release, 5).spec());
    awaitState(task, TaskState.RUNNING);
    cluster.killHead();
    Files.createFile(release);

    cluster.restartHead();

    var ended = cluster.client().tasks().waitFor(task, BOUND);
    assertThat(ended.exit()).contains(ExitStatus.ofCode(5));
    assertThat(ended.attempt()).isEqualTo(1);
  }

  @Test
  void headKilled_afterCancelAcceptedAndNotSent_cancelsByTheFirstDeadline() throws Exception {
    var stubborn = Program.stubbornWithChild();
    var task = submit(stubborn.spec().gracePeriod(Duration.ofSeconds(2)));
    awaitState(task, TaskState.RUNNING);
    cluster.killAgent();
    cluster.client().tasks().cancel(task);
    var accepted = cluster.client().tasks().get(task).cancellation().orElseThrow();
    cluster.killHead();
    assertThat(stubborn.alive()).isNotEmpty();

    cluster.restartHead();
    assertThat(cluster.client().tasks().get(task).cancellation()).contains(accepted);
    cluster.startAgent();

    var ended = cluster.client().tasks().waitFor(task, BOUND);
    assertThat(ended.state()).isEqualTo(TaskState.FAILED);
    assertThat(ended.cause()).isEqualTo(Optional.of(Cause.CANCELED));
    assertThat(kill(ended).acceptTime()).contains(accepted.acceptTime());
    assertThat(stubborn.alive()).isEmpty();
  }
}
