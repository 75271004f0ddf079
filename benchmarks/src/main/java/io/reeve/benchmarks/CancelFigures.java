package io.reeve.benchmarks;

import io.reeve.client.SchedulerClient;
import io.reeve.client.model.BulkCancel;
import io.reeve.client.model.Event;
import io.reeve.client.model.JobSubmission;
import io.reeve.client.model.KillRecord;
import io.reeve.client.model.NodeOffline;
import io.reeve.client.model.SubmittedJob;
import io.reeve.client.model.TaskFilter;
import io.reeve.client.model.TaskId;
import io.reeve.client.model.TaskSelector;
import io.reeve.client.model.TaskSpec;
import io.reeve.client.model.TaskState;
import io.reeve.client.model.WatchQuery;
import io.reeve.testing.Fifo;
import io.reeve.testing.LoopbackCluster;
import io.reeve.testing.Until;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.HdrHistogram.Histogram;

/** How soon a cancel reaches a task, how exact its grace is, and what it costs in bulk. */
final class CancelFigures {
  private static final Duration BOUND = Duration.ofMinutes(2);
  private static final String HANDLER =
      "trap 'echo asked; exit 7' TERM; echo up; while :; do sleep 100 & wait $!; done";
  private static final String STUBBORN = "trap '' TERM; echo up; while :; do sleep 100; done";

  private final Path home;
  private final Plan plan;

  CancelFigures(Path home, Plan plan) {
    this.home = home;
    this.plan = plan;
  }

  List<Figure> measure() throws Exception {
    try (var cluster = LoopbackCluster.withAgent(home, 256)) {
      var handler = new Histogram(3);
      var finals = new Histogram(3);
      var stages = new CancelStages();
      cancelOneByOne(cluster, plan, handler, finals, stages);
      var grace = graceSpans(cluster, plan.quick() ? 5 : 20);
      var gone = new double[plan.runs()];
      var allFinal = new double[plan.runs()];
      cancel200(cluster.client()); // warms up
      for (var run = 0; run < plan.runs(); run++) {
        var spans = cancel200(cluster.client());
        gone[run] = spans[0];
        allFinal[run] = spans[1];
      }
      var queued = new double[plan.runs()];
      cancelQueued(cluster.client(), 10_000);
      for (var run = 0; run < plan.runs(); run++) {
        queued[run] = cancelQueued(cluster.client(), 10_000);
      }
      var figures = new ArrayList<Figure>();
      Collections.addAll(
          figures,
          Figure.atMost("cancel: until the handler runs, p50", "ms", 1.5, millis(handler, 50)),
          Figure.atMost("cancel: until the handler runs, p99", "ms", 8, millis(handler, 99)),
          Figure.atMost("cancel: until a watcher sees the end, p50", "ms", 6, millis(finals, 50)));
      figures.addAll(stages.figures());
      Collections.addAll(
          figures,
          Figure.atMost("grace 2 s: polite signal to death, longest", "s", 2.05, max(grace)),
          Figure.atLeast("grace 2 s: polite signal to death, shortest", "s", 2.0, min(grace)),
          Figure.atMost("200 running canceled: all processes gone", "ms", 150, gone),
          Figure.atMost("200 running canceled: all final", "ms", 300, allFinal),
          Figure.atMost("10,000 queued jobs canceled by a filter", "ms", 100, queued));
      return figures;
    }
  }

  private static void cancelOneByOne(
      LoopbackCluster cluster, Plan plan, Histogram handler, Histogram finals, CancelStages stages)
      throws Exception {
    try (var fifo = new Fifo(cluster.data().resolve("handler"))) {
      var spec = TaskSpec.command("/bin/sh", "-c", HANDLER).stdout(fifo.path()).build();
      for (var i = -plan.warmUps(); i < plan.repetitions(); i++) {
        var task = cluster.client().jobs().submit(JobSubmission.of(spec)).task(1);
        fifo.await("up");
        try (var watch =
            cluster.client().tasks().watch(WatchQuery.ofTasks(List.of(task)).onlyFinal())) {
          awaitRunning(cluster.client(), task);
          var called = Instant.now();
          var begin = System.nanoTime();
          cluster.client().tasks().cancel(task);
          var asked = fifo.await("asked");
          awaitFinal(watch.take());
          var end = System.nanoTime();
          if (i >= 0) {
            handler.recordValue(asked - begin);
            finals.recordValue(end - begin);
            stages.record(
                called, killRecord(cluster.client(), task), called.plusNanos(end - begin));
          }
        }
      }
    }
  }

  private static void awaitFinal(Event event) {
    if (event.change().isEmpty()) {
      throw new IllegalStateException("an event without a change: " + event);
    }
  }

  private static double[] graceSpans(LoopbackCluster cluster, int count) throws Exception {
    var spans = new double[count];
    try (var fifo = new Fifo(cluster.data().resolve("stubborn"))) {
      var spec =
          TaskSpec.command("/bin/sh", "-c", STUBBORN)
              .stdout(fifo.path())
              .gracePeriod(Duration.ofSeconds(2))
              .build();
      for (var i = 0; i < count; i++) {
        var task = cluster.client().jobs().submit(JobSubmission.of(spec)).task(1);
        fifo.await("up");
        cluster.client().tasks().cancel(task);
        spans[i] = politeToDeath(cluster.client(), task);
      }
    }
    return spans;
  }

  private static double politeToDeath(SchedulerClient client, TaskId task) {
    var kill = killRecord(client, task);
    var polite = kill.signals().get(0).time();
    return Duration.between(polite, kill.goneTime().orElseThrow()).toNanos() / 1e9;
  }

  private static KillRecord killRecord(SchedulerClient client, TaskId task) {
    return client
        .tasks()
        .waitFor(task, BOUND)
        .lastAttempt()
        .flatMap(last -> last.killRecord())
        .orElseThrow();
  }

  /** Milliseconds until the last process was gone, and until all tasks were seen final. */
  private static double[] cancel200(SchedulerClient client) {
    var job = running(client, 200);
    var begin = System.nanoTime();
    var called = Instant.now();
    client.tasks().cancelAll(BulkCancel.of(TaskSelector.ofTasks(job.tasks())).build());
    var ended = client.tasks().waitFor(job.tasks(), BOUND);
    var end = System.nanoTime();
    var gone =
        ended.stream()
            .map(task -> task.lastAttempt().orElseThrow().killRecord().orElseThrow())
            .map(kill -> kill.goneTime().orElseThrow())
            .max(Instant::compareTo)
            .orElseThrow();
    return new double[] {Duration.between(called, gone).toNanos() / 1e6, (end - begin) / 1e6};
  }

  private static SubmittedJob running(SchedulerClient client, int count) {
    var tasks = Collections.nCopies(count, TaskSpec.ofCommand("sleep", "1000"));
    var job = client.jobs().submit(JobSubmission.builder().tasks(tasks).build());
    Until.holds(
        count + " tasks run", () -> client.jobs().get(job.id()).counts().running() == count);
    return job;
  }

  private static void awaitRunning(SchedulerClient client, TaskId task) {
    Until.holds(task + " runs", () -> client.tasks().get(task).state() == TaskState.RUNNING);
  }

  private static double cancelQueued(SchedulerClient client, int count)
      throws InterruptedException {
    client.nodes().takeOffline(NodeOffline.of("n1"));
    SubmitFigures.fill(client, count);
    var filter = TaskFilter.builder().states(Set.of(TaskState.QUEUED)).build();
    var begin = System.nanoTime();
    var report = client.tasks().cancelAll(BulkCancel.of(TaskSelector.matching(filter)).build());
    var millis = (System.nanoTime() - begin) / 1e6;
    var total = report.counts().values().stream().mapToLong(Long::longValue).sum();
    if (total != count) {
      throw new IllegalStateException(total + " verdicts for " + count + " jobs");
    }
    client.nodes().bringOnline("n1");
    return millis;
  }

  private static double millis(Histogram histogram, double percentile) {
    return histogram.getValueAtPercentile(percentile) / 1e6;
  }

  private static double max(double[] values) {
    return Arrays.stream(values).max().orElseThrow();
  }

  private static double min(double[] values) {
    return Arrays.stream(values).min().orElseThrow();
  }
}
