package io.reeve.benchmarks;

import io.reeve.client.SchedulerClient;
import io.reeve.client.model.JobSubmission;
import io.reeve.client.model.KillRecord;
import io.reeve.client.model.TaskCancel;
import io.reeve.client.model.TaskId;
import io.reeve.client.model.TaskSpec;
import io.reeve.client.model.TaskState;
import io.reeve.client.model.WatchQuery;
import io.reeve.testing.Fifo;
import io.reeve.testing.LoopbackCluster;
import io.reeve.testing.Until;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** How soon a tree that resists is gone, and how soon a death is seen and safe at the head node. */
final class KillFigures {
  private static final Duration BOUND = Duration.ofMinutes(2);
  private static final int TREE = 200;

  /** Half of it are children, half daemons in sessions of their own; nobody obeys anything. */
  private static final String RESISTING =
      "trap '' TERM HUP INT QUIT USR1 USR2; i=0; while [ $i -lt %d ]; do sleep 1000 & "
              .formatted(TREE / 2)
          + "(setsid env -i sleep 1000 &); i=$((i+1)); done; echo up; while :; do wait; done";

  private final Path home;
  private final Plan plan;

  KillFigures(Path home, Plan plan) {
    this.home = home;
    this.plan = plan;
  }

  List<Figure> measure() throws Exception {
    var figures = new ArrayList<Figure>();
    if (Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"))
        || Files.exists(Path.of("/sys/fs/cgroup/unified/cgroup.controllers"))) {
      figures.add(tree("cgroup", "cgroup v2", 50));
    }
    figures.add(tree("subreaper", "fallback", 250));
    figures.addAll(death());
    return figures;
  }

  private Figure tree(String mode, String shown, double reach) throws Exception {
    var runs = new double[plan.quick() ? 5 : 20];
    try (var cluster = withContainment(mode);
        var fifo = new Fifo(cluster.data().resolve("tree"))) {
      for (var run = -3; run < runs.length; run++) { // the first ones warm up
        var millis = forcedCancel(cluster.client(), fifo);
        if (run >= 0) {
          runs[run] = millis;
        }
      }
    }
    return Figure.atMost("tree of 200 forced: all gone, " + shown, "ms", reach, runs);
  }

  private LoopbackCluster withContainment(String mode) throws Exception {
    var config = Files.createTempFile("agent", ".yaml");
    Files.writeString(config, "containment.mode: " + mode + "\n");
    config.toFile().deleteOnExit();
    return LoopbackCluster.withAgent(home, 8, List.of("--config", config.toString()));
  }

  private static double forcedCancel(SchedulerClient client, Fifo fifo) throws Exception {
    var spec = TaskSpec.command("/bin/sh", "-c", RESISTING).stdout(fifo.path()).build();
    var task = client.jobs().submit(JobSubmission.of(spec)).task(1);
    fifo.await("up");
    awaitTree(client, task);
    var called = Instant.now();
    client.tasks().cancel(TaskCancel.of(task).force(true).build());
    var kill = killRecord(client, task);
    var killed = kill.signals().get(0).processes();
    if (killed <= TREE) {
      throw new IllegalStateException("only " + killed + " processes were killed");
    }
    return Duration.between(called, kill.goneTime().orElseThrow()).toNanos() / 1e6;
  }

  /** Until every daemon has become a sleep: each of them is its parent's session no longer. */
  private static void awaitTree(SchedulerClient client, TaskId task) {
    awaitRunning(client, task);
    var program = program(client, task);
    Until.holds(
        "the tree is complete",
        () -> program.flatMap(ProcessHandle::parent).map(KillFigures::sleeps).orElse(0L) == TREE);
  }

  private static long sleeps(ProcessHandle supervisor) {
    return supervisor
        .descendants()
        .filter(process -> process.info().command().filter(c -> c.endsWith("sleep")).isPresent())
        .count();
  }

  /** One process is killed from outside: the moment of its death is known to a fraction of a ms. */
  private List<Figure> death() throws Exception {
    var noticed = new Histogram(3);
    var durable = new Histogram(3);
    try (var cluster = withContainment("auto")) {
      for (var i = -plan.warmUps() / 2; i < plan.repetitions(); i++) {
        var task =
            cluster
                .client()
                .jobs()
                .submit(JobSubmission.of(TaskSpec.ofCommand("sleep", "1000")))
                .task(1);
        try (var watch =
            cluster.client().tasks().watch(WatchQuery.ofTasks(List.of(task)).onlyFinal())) {
          awaitRunning(cluster.client(), task);
          var program = program(cluster.client(), task).orElseThrow();
          var died = Instant.now();
          program.destroyForcibly();
          watch.take();
          var seen = Instant.now();
          if (i >= 0) {
            var gone = killRecord(cluster.client(), task).goneTime().orElseThrow();
            noticed.recordValue(Math.max(0, Duration.between(died, gone).toNanos()));
            durable.recordValue(Math.max(0, Duration.between(died, seen).toNanos()));
          }
        }
      }
    }
    return List.of(
        Figure.atMost("death: noticed on the node, p50", "ms", 10, millis(noticed, 50)),
        Figure.shown("death: noticed on the node, p99", "ms", millis(noticed, 99)),
        Figure.atMost("death: durable at the head and told, p50", "ms", 20, millis(durable, 50)),
        Figure.shown("death: durable at the head and told, p99", "ms", millis(durable, 99)));
  }

  private static Optional<ProcessHandle> program(SchedulerClient client, TaskId task) {
    return client.tasks().get(task).lastAttempt().flatMap(last -> ProcessHandle.of(last.pid()));
  }

  private static KillRecord killRecord(SchedulerClient client, TaskId task) {
    return client
        .tasks()
        .waitFor(task, BOUND)
        .lastAttempt()
        .flatMap(last -> last.killRecord())
        .orElseThrow();
  }

  private static void awaitRunning(SchedulerClient client, TaskId task) {
    Until.holds(task + " runs", () -> client.tasks().get(task).state() == TaskState.RUNNING);
  }

  private static double millis(Histogram histogram, double percentile) {
    return histogram.getValueAtPercentile(percentile) / 1e6;
  }
}
