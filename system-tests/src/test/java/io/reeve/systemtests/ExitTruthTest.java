package io.reeve.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.reeve.client.model.BulkCancel;
import io.reeve.client.model.ExitStatus;
import io.reeve.client.model.JobSubmission;
import io.reeve.client.model.Task;
import io.reeve.client.model.TaskId;
import io.reeve.client.model.TaskSelector;
import io.reeve.client.model.TaskSpec;
import io.reeve.testing.Distribution;
import io.reeve.testing.Fifo;
import io.reeve.testing.LoopbackCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a client reads of a program's end is what the kernel said, and it began with nothing odd.
 */
class ExitTruthTest {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static LoopbackCluster cluster;
  @TempDir Path dir;

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = LoopbackCluster.withAgent(Distribution.home(), 8);
  }

  @AfterAll
  static void stopCluster() throws Exception {
    cluster.close();
  }

  @Test
  void code_isReportedAsTheCodeItIs() {
    var codes = List.of(0, 1, 7, 125, 126, 127, 128, 137, 143, 255);

    var ended = ended(codes.stream().map(code -> shell("exit " + code).build()).toList());

    assertThat(ended.stream().map(task -> task.exit().orElseThrow()))
        .containsExactlyElementsOf(codes.stream().map(ExitStatus::ofCode).toList());
  }

  @Test
  void signal_isToldFromTheCodeThatShellsMakeOfIt() {
    var ended =
        ended(
            List.of(
                shell("kill -9 $$").build(),
                shell("kill -15 $$").build(),
                shell("sh -c 'kill -9 $$'; exit $?").build())); // 137, by the outer shell

    assertThat(ended.stream().map(task -> task.exit().orElseThrow()))
        .containsExactly(
            ExitStatus.ofSignal(9, "SIGKILL"),
            ExitStatus.ofSignal(15, "SIGTERM"),
            ExitStatus.ofCode(137));
  }

  @Test
  void coreDump_isShown() throws IOException {
    var pattern = Files.readString(Path.of("/proc/sys/kernel/core_pattern"));
    assumeFalse(pattern.startsWith("|"), "core dumps go to a program here, which decides");
    var spec = shell("ulimit -c unlimited && kill -SEGV $$").workDir(dir.toString()).build();
    var without = shell("ulimit -c 0; kill -SEGV $$").workDir(dir.toString()).build();

    var ended = ended(List.of(spec, without));

    assertThat(ended.stream().map(task -> task.exit().orElseThrow().coreDumped()))
        .containsExactly(true, false);
  }

  @Test
  void program_startsWithDefaultDispositionsNothingBlockedAndThreeDescriptors() throws IOException {
    var lines = output("ls /proc/self/fd | wc -l; umask; cat /proc/self/status");

    assertThat(lines.get(0).strip()).isEqualTo("4"); // 0, 1, 2 and the one ls itself has
    assertThat(lines.get(1)).isEqualTo("0022");
    assertThat(lines.stream().filter(line -> line.matches("Sig(Blk|Ign|Cgt):.*")))
        .hasSize(3)
        .allMatch(line -> line.endsWith("\t0000000000000000"));
  }

  @Test
  void program_hasTheLimitsTheAgentWasGiven() throws IOException {
    var own = output("cat /proc/self/limits");

    assertThat(own).isEqualTo(Files.readAllLines(limits(cluster.agentPid())));
  }

  /** Exits and cancels as close together as can be: each task has one end, and a true one. */
  @Test
  void exitRacingWithCancel_neverMakesUpACode() throws Exception {
    var exits = new HashMap<ExitStatus, Integer>();
    try (var fifo = new Fifo(dir.resolve("running"))) {
      for (var number = 0; number < 240; number++) {
        var spec =
            shell("echo " + number + " > " + fifo.path() + "; sleep 0.00" + number % 6 + "; exit 7")
                .build();
        var task = cluster.client().jobs().submit(JobSubmission.of(spec)).task(1);
        fifo.await(Integer.toString(number));
        LockSupport.parkNanos(number % 8 * 1_000_000L); // to hit before and after the exit
        cluster
            .client()
            .tasks()
            .cancelAll(BulkCancel.of(TaskSelector.ofTasks(List.of(task))).build());

        var ended = cluster.client().tasks().waitFor(task, BOUND);
        assertOneEnd(ended);
        exits.merge(ended.exit().orElseThrow(), 1, Integer::sum);
      }
    }

    assertThat(exits).containsOnlyKeys(ExitStatus.ofCode(7), ExitStatus.ofSignal(15, "SIGTERM"));
  }

  private static void assertOneEnd(Task task) {
    assertThat(task.attempts()).hasSize(1);
    assertThat(task.history().stream().filter(change -> change.state().isFinal())).hasSize(1);
    assertThat(task.lastAttempt().orElseThrow().exit()).isEqualTo(task.exit());
  }

  private static Path limits(long pid) {
    return Path.of("/proc", Long.toString(pid), "limits");
  }

  private List<String> output(String script) throws IOException {
    var file = dir.resolve("out");
    ended(List.of(shell(script).stdout(file.toString()).build()));
    return Files.readAllLines(file);
  }

  private static TaskSpec.Builder shell(String script) {
    return TaskSpec.command("/bin/sh", "-c", script);
  }

  private static List<Task> ended(List<TaskSpec> specs) {
    var job = cluster.client().jobs().submit(JobSubmission.builder().tasks(specs).build());
    List<TaskId> tasks = job.tasks();
    return cluster.client().tasks().waitFor(tasks, BOUND);
  }
}
