package io.reeve.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.client.model.Cause;
import io.reeve.client.model.ExitStatus;
import io.reeve.client.model.JobSubmission;
import io.reeve.client.model.TaskId;
import io.reeve.client.model.TaskState;
import io.reeve.testing.AttemptLives;
import io.reeve.testing.Distribution;
import io.reeve.testing.LoopbackCluster;
import io.reeve.testing.Until;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An agent that is killed and stays away: the supervisors keep the lease without it. */
class LeaseTest {
  private static final Map<String, String> PARAMETERS =
      Map.of("HeartbeatInterval", "300ms", "InactivityCount", "10");

  private static final Duration LEASE = Duration.ofSeconds(3);
  private static final Duration LAST_MOMENT = LEASE.plus(LEASE.dividedBy(3));
  private static final Duration BOUND = Duration.ofSeconds(60);

  private final String mark = UUID.randomUUID().toString();
  private LoopbackCluster cluster;
  private AttemptLives lives;

  @BeforeEach
  void startCluster() throws Exception {
    cluster = LoopbackCluster.headOnly(Distribution.home(), 4);
    cluster.client().cluster().setParameters(PARAMETERS);
    cluster.startAgent();
    lives = new AttemptLives(mark);
  }

  @AfterEach
  void stopCluster() throws Exception {
    lives.close();
    cluster.close();
  }

  private TaskId start(boolean rerunnable) {
    var spec =
        Program.stubbornWithChild()
            .spec()
            .rerunnable(rerunnable)
            .env(AttemptLives.VARIABLE, mark)
            .build();
    var task = cluster.client().jobs().submit(JobSubmission.of(spec)).task(1);
    Until.holds(
        "it runs",
        () ->
            cluster.client().tasks().get(task).state() == TaskState.RUNNING
                && lives.isAlive(task + ".0.1"));
    return task;
  }

  @Test
  void agentKilledAndBackAfterTheLease_reportsTheProvenEnd() throws Exception {
    var task = start(false);
    signal("-STOP", cluster.headPid()); // so that it does not give the node up meanwhile
    cluster.killAgent();
    var killed = Instant.now();

    Until.holds("the supervisor ends it", () -> lives.isOver(task + ".0.1"));
    signal("-CONT", cluster.headPid());
    assertThat(lives.of(task + ".0.1").orElseThrow().last())
        .isBefore(killed.plus(LAST_MOMENT).plusSeconds(1));
    cluster.startAgent();

    var ended = cluster.client().tasks().waitFor(task, BOUND);
    assertThat(ended.state()).isEqualTo(TaskState.FAILED);
    assertThat(ended.cause()).contains(Cause.NODE_LOST);
    assertThat(ended.exit()).contains(ExitStatus.ofSignal(9, "SIGKILL"));
    var kill = ended.lastAttempt().orElseThrow().killRecord().orElseThrow();
    assertThat(kill.cause()).contains(Cause.NODE_LOST);
    assertThat(kill.message()).contains("lease");
    assertThat(kill.gracePeriod().orElseThrow()).isLessThanOrEqualTo(LEASE.dividedBy(3));
    assertThat(kill.goneTime()).isPresent();
    assertThat(kill.unproven()).isEmpty();
  }

  private static void signal(String signal, long pid) throws Exception {
    var kill = new ProcessBuilder("kill", signal, Long.toString(pid)).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }

  @Test
  void agentKilledAndAwayUntilTheNodeIsLost_taskIsRunAgainAfterItsDeath() throws Exception {
    var task = start(true);
    cluster.killAgent();
    Until.holds(
        "the node is lost", () -> cluster.client().tasks().get(task).state() == TaskState.QUEUED);
    assertThat(lives.isOver(task + ".0.1")).isTrue();
    var first = cluster.client().tasks().get(task).attempts().get(0);
    assertThat(first.surelyDeadBy()).isPresent();
    assertThat(lives.of(task + ".0.1").orElseThrow().last()).isBefore(first.surelyDeadBy().get());

    cluster.startAgent();

    Until.holds("it runs again", () -> lives.isAlive(task + ".0.2"));
    assertThat(cluster.client().tasks().get(task).attempts().get(0)).isEqualTo(first);
  }

  @Test
  void agentKilledAndBackInTime_taskRunsOn() throws Exception {
    cluster.stopAgent();
    cluster.client().cluster().setParameters(Map.of("InactivityCount", "100")); // 30 s to start in
    cluster.startAgent();
    var task = start(true);
    var pid = cluster.client().tasks().get(task).lastAttempt().orElseThrow().pid();
    cluster.killAgent();

    cluster.startAgent();

    var now = cluster.client().tasks().get(task);
    assertThat(now.state()).isEqualTo(TaskState.RUNNING);
    assertThat(now.lastAttempt().orElseThrow().pid()).isEqualTo(pid);
    assertThat(lives.isAlive(task + ".0.1")).isTrue();
  }
}
