package io.reeve.benchmarks;

import io.reeve.client.model.BulkCancel;
import io.reeve.client.model.JobSubmission;
import io.reeve.client.model.SubmittedJob;
import io.reeve.client.model.TaskSelector;
import io.reeve.client.model.TaskSpec;
import io.reeve.client.model.TaskState;
import io.reeve.testing.LoopbackCluster;
import io.reeve.testing.Proc;
import io.reeve.testing.Until;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What 500 running tasks cost their node, and how soon a new agent has taken them over. */
final class ManyTasksFigures {
  private static final int TASKS = 500;
  private static final Duration BOUND = Duration.ofMinutes(2);

  private final Path home;
  private final Plan plan;

  ManyTasksFigures(Path home, Plan plan) {
    this.home = home;
    this.plan = plan;
  }

  List<Figure> measure() throws Exception {
    try (var cluster = LoopbackCluster.withAgent(home, TASKS + 1)) {
      var threadsBefore = Proc.threads(cluster.agentPid());
      var job = running(cluster);
      var figures = new ArrayList<Figure>();
      figures.add(
          Figure.atMost(
              "agent threads added by 500 tasks",
              "",
              0,
              (double) Proc.threads(cluster.agentPid()) - threadsBefore));
      Proc.collect(cluster.agentPid());
      figures.add(
          Figure.shown(
              "agent, 500 tasks: heap after a collection",
              "MiB",
              Proc.heapKib(cluster.agentPid()) / 1024.0));
      figures.add(
          Figure.shown(
              "agent, 500 tasks: resident memory",
              "MiB",
              Proc.residentKib(cluster.agentPid()) / 1024.0));
      figures.add(supervisorMemory());
      figures.addAll(idleCpu(cluster));
      figures.add(restarts(cluster, job));
      cluster
          .client()
          .tasks()
          .cancelAll(BulkCancel.of(TaskSelector.ofTasks(job.tasks())).force(true).build());
      cluster.client().jobs().waitFor(job.id(), BOUND);
      return figures;
    }
  }

  private static SubmittedJob running(LoopbackCluster cluster) {
    var tasks = Collections.nCopies(TASKS, TaskSpec.ofCommand("sleep", "10000"));
    var job = cluster.client().jobs().submit(JobSubmission.builder().tasks(tasks).build());
    Until.holds(
        TASKS + " tasks run",
        () -> cluster.client().jobs().get(job.id()).counts().running() == TASKS);
    return job;
  }

  private static Figure supervisorMemory() throws IOException {
    var total = 0L;
    var supervisors = Proc.named("reeve:");
    for (var pid : supervisors) {
      total += Proc.proportionalKib(pid);
    }
    return Figure.atMost(
        "supervisor, 500 tasks: memory (PSS) of each",
        "KiB",
        300,
        (double) total / supervisors.size());
  }

  private List<Figure> idleCpu(LoopbackCluster cluster) throws Exception {
    var seconds = plan.quick() ? 10 : 60;
    var supervisors = Proc.named("reeve:");
    var agent = Proc.cpuTime(cluster.agentPid());
    var others = cpuTime(supervisors);
    Thread.sleep(Duration.ofSeconds(seconds).toMillis()); // what is measured is the waiting
    var agentUsed = Proc.cpuTime(cluster.agentPid()).minus(agent);
    var othersUsed = cpuTime(supervisors).minus(others);
    return List.of(
        Figure.atMost("agent, 500 idle tasks: processor", "%", 2, percent(agentUsed, seconds)),
        Figure.shown("all 500 supervisors, idle: processor", "%", percent(othersUsed, seconds)));
  }

  private static Duration cpuTime(List<Long> pids) throws IOException {
    var total = Duration.ZERO;
    for (var pid : pids) {
      total = total.plus(Proc.cpuTime(pid));
    }
    return total;
  }

  private static double percent(Duration used, int seconds) {
    return used.toNanos() / 1e7 / seconds;
  }

  /** Until a task that was submitted meanwhile has run: then all are adopted and the node works. */
  private Figure restarts(LoopbackCluster cluster, SubmittedJob job) throws Exception {
    var runs = new double[plan.runs()];
    for (var run = 0; run < runs.length; run++) {
      cluster.killAgent();
      var begin = System.nanoTime();
      var probe =
          cluster.client().jobs().submit(JobSubmission.of(TaskSpec.ofCommand("/bin/true"))).task(1);
      cluster.startAgent();
      cluster.client().tasks().waitFor(probe, BOUND);
      runs[run] = (System.nanoTime() - begin) / 1e9;
      requireAllRun(cluster, job);
    }
    return Figure.atMost("agent restart, 500 tasks: until it takes work", "s", 3, runs);
  }

  private static void requireAllRun(LoopbackCluster cluster, SubmittedJob job) {
    var running = cluster.client().jobs().get(job.id()).counts().running();
    if (running != TASKS
        || cluster.client().tasks().get(job.task(1)).state() != TaskState.RUNNING) {
      throw new IllegalStateException("only " + running + " tasks were adopted");
    }
  }
}
