package io.reeve.scheduler.engine;

import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.cluster.Command;
import io.reeve.scheduler.core.cluster.Effect;
import io.reeve.scheduler.core.cluster.Reply;
import io.reeve.scheduler.core.job.JobSpec;
import io.reeve.scheduler.core.node.NodeCondition;
import io.reeve.scheduler.core.task.TaskSpec;
import io.reeve.scheduler.log.LogSettings;
import io.reeve.scheduler.log.RatisCommandLog;
import io.reeve.scheduler.log.codec.ProtoCommandCodec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Measures what a submit costs in the engine and the log on disk, without the network. Not a test:
 * run it by hand, with the test class path.
 *
 * <p>Arguments: directory, seconds per row, outstanding submits of each row (1,64).
 */
public final class EngineLatency {
  private EngineLatency() {}

  public static void main(String[] arguments) throws Exception {
    var root = Path.of(arguments[0]);
    var seconds = Integer.parseInt(arguments[1]);
    for (var outstanding :
        Arrays.stream(arguments[2].split(",")).mapToInt(Integer::parseInt).toArray()) {
      row(root, outstanding, seconds);
    }
    System.exit(0);
  }

  private static void row(Path root, int outstanding, int seconds) throws Exception {
    var counters = new Counters();
    var engine =
        new SingleWriterEngine(
            new EngineSettings(10_000, 10_000, 1_000, 65_536, 8 << 20),
            new ProtoCommandCodec(),
            new NoNodes(),
            new NoNodes(),
            new RealTime(),
            UUID::randomUUID,
            counters);
    var leads = new CountDownLatch(1);
    engine.watchRole(
        role -> {
          if (role.kind() == CommandLog.Role.Kind.LEADER) {
            leads.countDown();
          }
        });
    var log =
        RatisCommandLog.open(
            LogSettings.in(Files.createTempDirectory(root, "engine")),
            System::nanoTime,
            engine,
            engine);
    engine.start(log);
    leads.await();
    drive(engine, outstanding, seconds); // warm-up
    var before = counters.values();
    var nanos = drive(engine, outstanding, seconds);
    var after = counters.values();
    System.out.printf(
        "x%-5d %8.0f submits/s  p10 %.3f  p50 %.3f  p90 %.3f  p99 %.3f ms  %.1f commands a batch%n",
        outstanding,
        nanos.length / (double) seconds,
        at(nanos, 0.1),
        at(nanos, 0.5),
        at(nanos, 0.9),
        at(nanos, 0.99),
        (after.get("commands") - before.get("commands"))
            / (double) (after.get("batches") - before.get("batches")));
    engine.stopTaking();
    log.close();
    engine.close();
  }

  private static double at(long[] sorted, double quantile) {
    return sorted[(int) (sorted.length * quantile)] / 1e6;
  }

  private static long[] drive(Engine engine, int outstanding, int seconds) throws Exception {
    var command =
        new Command.SubmitNewJob(
            null, "owner", JobSpec.DEFAULT, List.of(TaskSpec.ofCommand("/bin/true")), false);
    var room = new Semaphore(outstanding);
    var nanos = new long[20_000_000];
    var count = new AtomicInteger();
    var failure = new CompletableFuture<Void>();
    var end = System.nanoTime() + seconds * 1_000_000_000L;
    while (System.nanoTime() < end && !failure.isDone()) {
      room.acquire();
      var start = System.nanoTime();
      var unused =
          engine
              .submit(command, (view, reply) -> ((Reply.JobAccepted) reply).job())
              .whenComplete(
                  (job, error) -> {
                    if (error != null) {
                      failure.completeExceptionally(error);
                    }
                    nanos[count.getAndIncrement()] = System.nanoTime() - start;
                    room.release();
                  });
    }
    room.acquire(outstanding);
    failure.complete(null);
    failure.join();
    var sorted = Arrays.copyOf(nanos, count.get());
    Arrays.sort(sorted);
    return sorted;
  }

  private static final class RealTime implements Time {
    @Override
    public Instant now() {
      return Instant.now();
    }

    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    public Timer schedule(java.time.Duration delay, Runnable task) {
      throw new UnsupportedOperationException("nothing here needs it");
    }
  }

  private static final class NoNodes implements EffectSink, NodeContacts {
    @Override
    public void leading(long term, ClusterView view) {}

    @Override
    public void carryOut(Effect effect, ClusterView view) {}

    @Override
    public void applied(ClusterView view) {}

    @Override
    public void notLeading() {}

    @Override
    public boolean isConnected(String node) {
      return false;
    }

    @Override
    public NodeCondition condition(String node) {
      return NodeCondition.UNKNOWN;
    }

    @Override
    public Optional<Instant> lastHeard(String node) {
      return Optional.empty();
    }

    @Override
    public Optional<Instant> surelyDeadBy(String node) {
      return Optional.empty();
    }

    @Override
    public long staleReports(String node) {
      return 0;
    }
  }
}
