package io.reeve.benchmarks;

import io.reeve.client.model.BulkCancel;
import io.reeve.client.model.JobSubmission;
import io.reeve.client.model.TaskSelector;
import io.reeve.client.model.TaskSpec;
import io.reeve.testing.LoopbackCluster;
import io.reeve.testing.Proc;
import io.reeve.testing.Until;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Memory of head, agent and supervisors, and the restart of a full head. */
final class FootprintFigures {
  private static final int SUPERVISED = 100;

  private final Path home;
  private final Plan plan;

  FootprintFigures(Path home, Plan plan) {
    this.home = home;
    this.plan = plan;
  }

  List<Figure> measure() throws Exception {
    var figures = new ArrayList<Figure>();
    figures.addAll(head());
    figures.addAll(agent());
    return figures;
  }

  private List<Figure> head() throws Exception {
    var jobs = plan.quick() ? 20_000 : 100_000;
    try (var cluster = LoopbackCluster.headOnly(home)) {
      SubmitFigures.oneAfterAnother(cluster.client(), 2);
      SubmitFigures.fill(
          cluster.client(), 20_000); // buffers, caches and the event ring at their full size
      var before = settled(cluster.headPid());
      SubmitFigures.fill(cluster.client(), jobs);
      var after = settled(cluster.headPid());
      var restarts = new double[plan.runs()];
      for (var run = 0; run < plan.runs(); run++) {
        var begin = System.nanoTime();
        cluster.killHead();
        cluster.restartHead();
        restarts[run] = (System.nanoTime() - begin) / 1e9;
      }
      return List.of(
          Figure.atMost(
              "head: resident memory per queued job (" + jobs + ")",
              "KiB",
              1,
              (after - before) / (double) jobs),
          Figure.atMost(
              "head: restart with " + jobs + "+ jobs until it answers", "s", 5, restarts));
    }
  }

  private List<Figure> agent() throws Exception {
    try (var cluster = LoopbackCluster.withAgent(home, SUPERVISED)) {
      var idle = Proc.residentKib(cluster.agentPid()) / 1024.0;
      var spec = TaskSpec.ofCommand("sleep", "1000");
      var job =
          cluster
              .client()
              .jobs()
              .submit(JobSubmission.builder().tasks(Collections.nCopies(SUPERVISED, spec)).build());
      Until.holds(
          SUPERVISED + " tasks run",
          () -> cluster.client().jobs().get(job.id()).counts().running() == SUPERVISED);
      var supervisors = Proc.named("reeve:");
      var total = 0L;
      for (var pid : supervisors) {
        total += Proc.proportionalKib(pid);
      }
      cluster
          .client()
          .tasks()
          .cancelAll(BulkCancel.of(TaskSelector.ofTasks(job.tasks())).force(true).build());
      cluster.client().jobs().waitFor(job.id(), Duration.ofMinutes(1));
      return List.of(
          Figure.atMost("agent, idle: resident memory", "MiB", 90, idle),
          Figure.atMost(
              "supervisor: memory (PSS) per running task",
              "MiB",
              0.5,
              total / 1024.0 / SUPERVISED));
    }
  }

  private static double settled(long pid) throws IOException, InterruptedException {
    Proc.collect(pid);
    Proc.collect(pid);
    return Proc.residentKib(pid);
  }
}
