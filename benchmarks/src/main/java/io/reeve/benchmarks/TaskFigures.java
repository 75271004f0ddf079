package io.reeve.benchmarks;

import io.reeve.client.SchedulerClient;
import io.reeve.client.model.JobSubmission;
import io.reeve.client.model.Task;
import io.reeve.client.model.TaskQuery;
import io.reeve.client.model.TaskSpec;
import io.reeve.client.model.TaskState;
import io.reeve.testing.Fifo;
import io.reeve.testing.LoopbackCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Tiny tasks end to end, and how soon a task starts on an idle cluster. */
final class TaskFigures {
  private static final int SLOTS = 16;

  private final Path home;
  private final Plan plan;

  TaskFigures(Path home, Plan plan) {
    this.home = home;
    this.plan = plan;
  }

  List<Figure> measure() throws Exception {
    try (var cluster = LoopbackCluster.withAgent(home, SLOTS)) {
      var client = cluster.client();
      tinyTasks(client, plan.quick() ? 500 : 5_000); // warms up
      var rates = new double[plan.runs()];
      for (var run = 0; run < plan.runs(); run++) {
        rates[run] = tinyTasks(client, plan.quick() ? 1_000 : 3_000);
      }
      var starts = firstLine(cluster, plan.repetitions());
      return List.of(
          Figure.atLeast("tiny tasks, one node, submit to all final", "/s", 500, rates),
          Figure.atMost(
              "idle cluster: submit to the task's first line, p50",
              "ms",
              15,
              starts.getValueAtPercentile(50) / 1e6),
          Figure.atMost(
              "idle cluster: submit to the task's first line, p99",
              "ms",
              50,
              starts.getValueAtPercentile(99) / 1e6));
    }
  }

  private static double tinyTasks(SchedulerClient client, int count) {
    var tasks = Collections.nCopies(count, TaskSpec.ofCommand("/bin/true"));
    var begin = System.nanoTime();
    var job = client.jobs().submit(JobSubmission.builder().tasks(tasks).build());
    client.jobs().waitFor(job.id(), Duration.ofMinutes(5));
    var rate = count * 1e9 / (System.nanoTime() - begin);
    try (var all = client.tasks().listAll(TaskQuery.ofJob(job.id()).pageSize(1000))) {
      all.forEach(TaskFigures::check);
    }
    return rate;
  }

  private static void check(Task task) {
    var proven =
        task.lastAttempt().flatMap(last -> last.killRecord()).flatMap(kill -> kill.goneTime());
    if (task.state() != TaskState.FINISHED || proven.isEmpty()) {
      throw new IllegalStateException(task.id() + " is " + task.state() + " " + task.message());
    }
  }

  private static Histogram firstLine(LoopbackCluster cluster, int count) throws Exception {
    var latencies = new Histogram(3);
    try (var fifo = new Fifo(cluster.data().resolve("first-line"))) {
      var spec = TaskSpec.command("/bin/echo", "up").stdout(fifo.path()).build();
      for (var i = -10; i < count; i++) {
        var begin = System.nanoTime();
        var job = cluster.client().jobs().submit(JobSubmission.of(spec));
        var end = fifo.await("up");
        if (i >= 0) {
          latencies.recordValue(end - begin);
        }
        cluster.client().jobs().waitFor(job.id(), Duration.ofMinutes(1));
      }
    }
    return latencies;
  }
}
