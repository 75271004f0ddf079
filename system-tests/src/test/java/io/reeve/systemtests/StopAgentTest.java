package io.reeve.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.client.model.Cause;
import io.reeve.client.model.ExitStatus;
import io.reeve.client.model.JobSubmission;
import io.reeve.client.model.TaskId;
import io.reeve.client.model.TaskState;
import io.reeve.testing.Distribution;
import io.reeve.testing.LoopbackCluster;
import io.reeve.testing.Until;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code reeve-agent stop}, with and without the tasks. */
class StopAgentTest {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final int STOPPED_BY_REQUEST = 4;
  private static final int NO_AGENT = 3;

  private LoopbackCluster cluster;

  @BeforeEach
  void startCluster() throws Exception {
    cluster = LoopbackCluster.withAgent(Distribution.home(), 4);
  }

  @AfterEach
  void stopCluster() throws Exception {
    cluster.close();
  }

  private TaskId start(Program program, boolean rerunnable) {
    var spec = program.spec().gracePeriod(Duration.ofSeconds(2)).rerunnable(rerunnable).build();
    var task = cluster.client().jobs().submit(JobSubmission.of(spec)).task(1);
    awaitState(task, TaskState.RUNNING);
    Until.holds("it is there", () -> !program.alive().isEmpty());
    return task;
  }

  private void awaitState(TaskId task, TaskState state) {
    Until.holds(task + " is " + state, () -> cluster.client().tasks().get(task).state() == state);
  }

  @Test
  void stop_leavesTasksRunning() throws Exception {
    var program = Program.stoppingWith(7);
    var task = start(program, false);

    assertThat(cluster.askAgentToStop()).isZero();

    assertThat(cluster.awaitAgentExit()).isEqualTo(STOPPED_BY_REQUEST);
    assertThat(program.alive()).isNotEmpty();
    cluster.startAgent();
    cluster.client().tasks().cancel(task);
    assertThat(cluster.client().tasks().waitFor(task, BOUND).exit()).contains(ExitStatus.ofCode(7));
  }

  @Test
  void stopWithKillTasks_endsThemPolitelyThenByForce_andReportsThem() throws Exception {
    var polite = Program.stoppingWith(7);
    var stubborn = Program.stubbornWithChild();
    var once = start(polite, false);
    var again = start(stubborn, true);
    Until.holds("the child is there", () -> stubborn.alive().size() >= 2);

    assertThat(cluster.askAgentToStop("--kill-tasks")).isZero();

    assertThat(cluster.awaitAgentExit()).isEqualTo(STOPPED_BY_REQUEST);
    assertThat(polite.alive()).isEmpty();
    assertThat(stubborn.alive()).isEmpty();
    var ended = cluster.client().tasks().waitFor(once, BOUND);
    assertThat(ended.state()).isEqualTo(TaskState.FAILED);
    assertThat(ended.cause()).isEqualTo(Optional.of(Cause.NODE_LOST));
    assertThat(ended.exit()).contains(ExitStatus.ofCode(7));
    awaitState(again, TaskState.QUEUED);
    var killed = cluster.client().tasks().get(again).attempts().get(0);
    assertThat(killed.killRecord().orElseThrow().escalated()).isTrue();
    assertThat(killed.killRecord().orElseThrow().goneTime()).isPresent();

    cluster.startAgent();
    awaitState(again, TaskState.RUNNING);
    assertThat(cluster.client().tasks().get(again).attempt()).isEqualTo(2);
  }

  @Test
  void stop_withoutAnAgent_saysSo() throws Exception {
    cluster.killAgent(); // leaves its pid file
    assertThat(cluster.agentData().resolve("pid")).exists();

    assertThat(cluster.askAgentToStop("--kill-tasks")).isEqualTo(NO_AGENT);

    assertThat(Files.readString(cluster.data().resolve("stop.log"))).isNotBlank();
    cluster.startAgent();
  }
}
