package io.reeve.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.client.model.Cause;
import io.reeve.client.model.ExitStatus;
import io.reeve.client.model.JobSubmission;
import io.reeve.client.model.NodeProblem;
import io.reeve.client.model.Orphan;
import io.reeve.client.model.Task;
import io.reeve.client.model.TaskId;
import io.reeve.client.model.TaskState;
import io.reeve.testing.Distribution;
import io.reeve.testing.LoopbackCluster;
import io.reeve.testing.Until;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An agent is killed, what it knew of an attempt is lost while its program runs on. */
class OrphanCensusTest {
  private static final Duration BOUND = Duration.ofSeconds(60);

  private final Program program = Program.stubbornWithChild();
  private final Program neighbour = Program.stoppingWith(7);
  private LoopbackCluster cluster;
  private Process stranger;
  private TaskId lost;
  private TaskId kept;

  @BeforeEach
  void startTasksAndAStranger() throws Exception {
    cluster = LoopbackCluster.withAgent(Distribution.home(), 4);
    lost = start(program, 2);
    kept = start(neighbour, 1);
    var other = new ProcessBuilder("sleep", "300");
    other.environment().put("REEVE_MARK", "of another agent");
    other.environment().put("REEVE_ATTEMPT", lost.jobId() + ".1.0.1");
    stranger = other.start();
  }

  @AfterEach
  void stopEverything() throws Exception {
    stranger.destroyForcibly();
    cluster.close();
  }

  private TaskId start(Program what, int processes) {
    var task =
        cluster
            .client()
            .jobs()
            .submit(JobSubmission.of(what.spec().rerunnable(false).build()))
            .task(1);
    Until.holds("it runs", () -> task(task).state() == TaskState.RUNNING);
    Until.holds("all of it runs", () -> what.alive().size() >= processes);
    return task;
  }

  private Task task(TaskId id) {
    return cluster.client().tasks().get(id);
  }

  private Path attempt() {
    return cluster.agentData().resolve("attempts").resolve(lost.jobId() + ".1.0.1");
  }

  private static void deleteTree(Path directory) throws IOException {
    List<Path> all;
    try (var files = Files.walk(directory)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (var file : all) {
      Files.delete(file);
    }
  }

  private void loseItsDirectory() throws IOException {
    cluster.killAgent();
    deleteTree(attempt());
  }

  private List<Orphan> orphans() {
    return cluster.client().nodes().orphans("n1");
  }

  private void assertNeighboursLive() {
    assertThat(neighbour.alive()).isNotEmpty();
    assertThat(task(kept).state()).isEqualTo(TaskState.RUNNING);
    assertThat(stranger.isAlive()).isTrue();
  }

  @Test
  void reap_endsTheOrphanAndTellsAnHonestEnd() throws Exception {
    loseItsDirectory();
    assertThat(program.alive()).hasSizeGreaterThanOrEqualTo(2);

    cluster.startAgent();

    var ended = cluster.client().tasks().waitFor(lost, BOUND);
    assertThat(program.alive()).isEmpty();
    assertThat(ended.cause()).isEqualTo(Optional.of(Cause.NODE_LOST));
    assertThat(ended.exit().orElseThrow().evidence()).isInstanceOf(ExitStatus.Unknown.class);
    assertThat(ended.attempt()).isEqualTo(1);
    Until.holds(
        "the orphan is shown as gone",
        () -> orphans().stream().anyMatch(orphan -> orphan.goneTime().isPresent()));
    assertThat(orphans()).hasSize(1);
    assertThat(orphans().get(0).attempt()).isEqualTo(lost + "#1");
    assertThat(orphans().get(0).reaped()).isTrue();
    assertThat(orphans().get(0).total()).isGreaterThanOrEqualTo(3);
    assertNeighboursLive();
  }

  @Test
  void report_showsTheOrphanAndLeavesItAlone_untilItsTaskIsCanceled() throws Exception {
    cluster.agentSettings("orphans: report");
    loseItsDirectory();

    cluster.startAgent();

    Until.holds("it is shown", () -> !orphans().isEmpty());
    assertThat(orphans().get(0).goneTime()).isEmpty();
    assertThat(orphans().get(0).reaped()).isFalse();
    assertThat(cluster.client().nodes().get("n1").orphans()).isEqualTo(1);
    assertThat(program.alive()).hasSizeGreaterThanOrEqualTo(2);
    assertThat(task(lost).state()).isEqualTo(TaskState.RUNNING);

    cluster.client().tasks().cancel(lost);

    var ended = cluster.client().tasks().waitFor(lost, BOUND);
    assertThat(ended.cause()).isEqualTo(Optional.of(Cause.CANCELED));
    assertThat(program.alive()).isEmpty();
    assertNeighboursLive();
  }

  @Test
  void corruptDirectory_isSetAsideAndReported_untilSomebodyRemovesIt() throws Exception {
    cluster.killAgent();
    Files.write(attempt().resolve("run"), new byte[] {0, 0, 'x', '\n'});

    cluster.startAgent();

    var ended = cluster.client().tasks().waitFor(lost, BOUND);
    assertThat(ended.exit()).contains(ExitStatus.ofSignal(9, "SIGKILL")); // said by its supervisor
    assertThat(program.alive()).isEmpty();
    var problem = cluster.client().nodes().get("n1").problems().get(0);
    assertThat(problem.kind()).isEqualTo(NodeProblem.Kind.CORRUPT_ATTEMPT);
    var aside = cluster.agentData().resolve("corrupt").resolve(attempt().getFileName());
    assertThat(problem.message()).contains(aside.toString());
    assertNeighboursLive();

    deleteTree(aside);
    Until.holds(
        "the problem is over", () -> cluster.client().nodes().get("n1").problems().isEmpty());
  }
}
