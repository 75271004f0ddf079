package io.reeve.scheduler.log.codec;

import io.reeve.scheduler.core.Resources;
import io.reeve.scheduler.core.cluster.CancelOrder;
import io.reeve.scheduler.core.cluster.Cluster;
import io.reeve.scheduler.core.cluster.ClusterImage;
import io.reeve.scheduler.core.cluster.Command;
import io.reeve.scheduler.core.cluster.TaskSelection;
import io.reeve.scheduler.core.job.Job;
import io.reeve.scheduler.core.job.JobSpec;
import io.reeve.scheduler.core.node.InventoryItem;
import io.reeve.scheduler.core.node.Node;
import io.reeve.scheduler.core.node.NodeOffer;
import io.reeve.scheduler.core.task.AttemptId;
import io.reeve.scheduler.core.task.Cause;
import io.reeve.scheduler.core.task.EndReport;
import io.reeve.scheduler.core.task.ExitEvidence;
import io.reeve.scheduler.core.task.KillRecord;
import io.reeve.scheduler.core.task.TaskId;
import io.reeve.scheduler.core.task.TaskSpec;
import io.reeve.scheduler.plan.Planner;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Leads a real cluster through a life: mostly commands that make sense where it stands, now and
 * then any at all. The same seed gives the same life.
 */
final class ClusterWalk {
  private static final List<String> NODES = List.of("n1", "n2", "n3");

  private final Random random;
  private final RandomValues values;
  private final RandomCommands anything;
  private final Cluster cluster;
  private Instant now = Instant.parse("2026-11-21T12:00:00Z");

  private ClusterWalk(long seed, Cluster cluster) {
    this.random = new Random(seed);
    this.values = new RandomValues(random);
    this.anything = new RandomCommands(random);
    this.cluster = cluster;
  }

  static ClusterWalk begin(long seed) {
    return new ClusterWalk(seed, Cluster.of(ClusterImage.EMPTY));
  }

  /** A command with its time. */
  record Step(Command command, Instant time) {}

  /** Takes so many steps and tells which. */
  List<Step> walk(int steps) {
    return IntStream.range(0, steps).mapToObj(unused -> step()).toList();
  }

  ClusterImage image() {
    return cluster.image();
  }

  private Step step() {
    now = now.plusNanos(random.nextInt(5_000_000) * 1_000L);
    var command = next();
    cluster.apply(command, now);
    return new Step(command, now);
  }

  private Command next() {
    return switch (random.nextInt(20)) {
      case 0, 1 -> join();
      case 2, 3 ->
          new Command.SubmitNewJob(
              values.maybeRequest(), owner(), values.jobSpec(), specs(), false);
      case 4 -> new Command.CreateJob(values.maybeRequest(), owner(), JobSpec.DEFAULT);
      case 5 -> new Command.AddTasks(values.maybeRequest(), anyJob(), specs());
      case 6 -> new Command.SubmitJob(values.maybeRequest(), anyJob(), values.yes());
      case 7, 8, 9 ->
          new Command.AssignTasks(Planner.plan(cluster, node -> true, cluster.time(), 5));
      case 10, 11 -> started();
      case 12, 13 -> ended();
      case 14 -> finishingOrResidue();
      case 15 -> cancel();
      case 16 -> new Command.CancelJob(values.maybeRequest(), anyJob(), order(), values.yes());
      case 17 -> offlineOrLost();
      case 18 -> setParameters();
      default -> anything.next();
    };
  }

  private Command join() {
    var name = anyNode();
    var known = cluster.attemptsOn(name).stream().filter(unused -> random.nextInt(4) > 0).toList();
    var items =
        known.stream()
            .map(
                attempt ->
                    new InventoryItem(
                        attempt, InventoryItem.Stage.RUNNING, 77, values.time(), "out", "err"))
            .toList();
    var leftover = values.inventory();
    return new Command.NodeJoined(
        new NodeOffer(
            name,
            "boot-" + random.nextInt(2),
            "instance-" + random.nextInt(3),
            new Resources(4, 1L << 33, new TreeMap<>()),
            1,
            "0.1.0",
            "cgroup"),
        random.nextBoolean() ? items : Stream.concat(items.stream(), leftover.stream()).toList());
  }

  private Command started() {
    var attempt = anyAttempt();
    return new Command.AttemptStarted(
        nodeOf(attempt), attempt, 100 + random.nextInt(1000), now, "/var/out", "/var/err");
  }

  private Command finishingOrResidue() {
    var attempt = anyAttempt();
    return random.nextBoolean()
        ? new Command.AttemptFinishing(nodeOf(attempt), attempt, values.exit())
        : new Command.AttemptResidue(nodeOf(attempt), attempt, values.maybeResidue());
  }

  private Command ended() {
    var attempt = anyAttempt();
    var report =
        switch (random.nextInt(4)) {
          case 0 -> EndReport.neverStarted(Cause.CANCELED, null);
          case 1 -> EndReport.unseen("supervisor lost", now);
          case 2 -> success();
          default -> values.endReport();
        };
    return new Command.AttemptEnded(nodeOf(attempt), attempt, report);
  }

  private EndReport success() {
    var kill = KillRecord.unproven(Cause.EXITED, now, "");
    return new EndReport(
        false,
        null,
        77,
        now,
        new ExitEvidence.Exited(0),
        Cause.EXITED,
        kill,
        "",
        "",
        Duration.ofMillis(3),
        1 << 20);
  }

  private Command cancel() {
    return random.nextInt(3) == 0
        ? new Command.CancelTasks(values.maybeRequest(), values.selection(), order(), values.yes())
        : new Command.CancelTasks(
            values.maybeRequest(),
            new TaskSelection.Refs(List.of(anyTask(), anyTask(), anyTask())),
            order(),
            values.yes());
  }

  private Command offlineOrLost() {
    var name = anyNode();
    return switch (random.nextInt(4)) {
      case 0 -> new Command.TakeOffline(values.maybeRequest(), name, values.yes(), "ops", "fan");
      case 1 ->
          new Command.NodeLost(
              name, cluster.node(name).map(Node::offer).map(NodeOffer::instanceId).orElse(""));
      default -> new Command.BringOnline(values.maybeRequest(), name);
    };
  }

  private Command setParameters() {
    var texts = new TreeMap<String, String>();
    texts.put("TaskRetryCount", "" + random.nextInt(5));
    texts.put("taskcancelgraceperiod", random.nextBoolean() ? "" : random.nextInt(60) + "s");
    return new Command.SetParameters(values.maybeRequest(), texts);
  }

  private List<TaskSpec> specs() {
    return IntStream.range(0, 1 + random.nextInt(4))
        .mapToObj(unused -> values.spec().withResources(Resources.ofCores(random.nextInt(3))))
        .toList();
  }

  private CancelOrder order() {
    return new CancelOrder(
        owner(), values.text(), values.yes(), values.yes() ? Duration.ofSeconds(5) : null);
  }

  private String owner() {
    return values.pick(List.of("ada", "grace"));
  }

  private String anyNode() {
    return values.pick(NODES);
  }

  private long anyJob() {
    var last = cluster.lastJobUpTo(Long.MAX_VALUE).map(Job::id).orElse(0L);
    return 1 + (long) (random.nextDouble() * (last + 1));
  }

  private TaskId anyTask() {
    var job = anyJob();
    return TaskId.of(job, 1 + random.nextInt(1 + cluster.taskCount(job)));
  }

  /** Mostly one that holds resources. */
  private AttemptId anyAttempt() {
    var current = cluster.attemptsOn(anyNode());
    return current.isEmpty() || random.nextInt(8) == 0
        ? new AttemptId(anyTask(), 1 + random.nextInt(3))
        : values.pick(current);
  }

  private String nodeOf(AttemptId attempt) {
    return cluster
        .task(attempt.task())
        .flatMap(task -> task.currentAttempt())
        .map(current -> current.node())
        .orElseGet(this::anyNode);
  }
}
