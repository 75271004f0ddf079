package io.reeve.benchmarks;

import io.reeve.client.SchedulerClient;
import io.reeve.client.model.JobSubmission;
import io.reeve.client.model.TaskSpec;
import io.reeve.testing.LoopbackCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/**
 * Durable submits of one-task jobs, to a head node without nodes, so that nothing but the submit is
 * measured.
 */
final class SubmitFigures {
  private static final TaskSpec SLEEP = TaskSpec.ofCommand("sleep", "100");

  private final Path home;
  private final Plan plan;

  SubmitFigures(Path home, Plan plan) {
    this.home = home;
    this.plan = plan;
  }

  List<Figure> measure() throws Exception {
    try (var cluster = LoopbackCluster.headOnly(home)) {
      var client = cluster.client();
      var seconds = plan.quick() ? 2 : 5;
      concurrently(client, 64, plan.warmUpSeconds());
      oneAfterAnother(client, plan.warmUpSeconds());
      var single = new double[plan.runs()];
      var many = new double[plan.runs()];
      for (var run = 0; run < plan.runs(); run++) {
        single[run] = oneAfterAnother(client, seconds);
        many[run] = concurrently(client, 64, seconds);
      }
      return List.of(
          Figure.atLeast("submit, one after another, durable", "/s", 3_000, single),
          Figure.atLeast("submit, 64 outstanding, durable", "/s", 15_000, many));
    }
  }

  static double oneAfterAnother(SchedulerClient client, int seconds) {
    var begin = System.nanoTime();
    var end = begin + seconds * 1_000_000_000L;
    var count = 0L;
    while (System.nanoTime() < end) {
      client.jobs().submit(JobSubmission.of(SLEEP));
      count++;
    }
    return count * 1e9 / (System.nanoTime() - begin);
  }

  private static double concurrently(SchedulerClient client, int outstanding, int seconds)
      throws InterruptedException {
    var begin = System.nanoTime();
    var end = begin + seconds * 1_000_000_000L;
    var slots = new Semaphore(outstanding);
    var done = new LongAdder();
    while (System.nanoTime() < end) {
      slots.acquire();
      submit(client, slots, done);
    }
    slots.acquire(outstanding);
    return done.sum() * 1e9 / (System.nanoTime() - begin);
  }

  /** Submits this many jobs as fast as it goes. */
  static void fill(SchedulerClient client, int jobs) throws InterruptedException {
    var slots = new Semaphore(64);
    var done = new LongAdder();
    for (var i = 0; i < jobs; i++) {
      slots.acquire();
      submit(client, slots, done);
    }
    slots.acquire(64);
    if (done.sum() != jobs) {
      throw new IllegalStateException("only " + done.sum() + " of " + jobs + " were accepted");
    }
  }

  private static void submit(SchedulerClient client, Semaphore slots, LongAdder done) {
    var unused =
        client
            .jobs()
            .submitAsync(JobSubmission.of(SLEEP))
            .whenComplete(
                (job, error) -> {
                  if (error == null) {
                    done.increment();
                  }
                  slots.release();
                });
  }
}
