package io.reeve.scheduler.log;

import io.reeve.scheduler.engine.CommandLog.Role;
import io.reeve.scheduler.engine.Replica;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Measures what one append costs. Not a test: run it by hand, with the test class path.
 *
 * <p>Arguments: directory, seconds per row.
 */
public final class LogLatency {
  private LogLatency() {}

  public static void main(String[] arguments) throws Exception {
    Path root = Path.of(arguments[0]);
    int seconds = Integer.parseInt(arguments[1]);
    row(root, "200 B, replica inline", 1, 200, seconds, Runnable::run);
    ExecutorService engine = Executors.newSingleThreadExecutor(Threads.daemon("engine"));
    row(root, "200 B, engine thread", 1, 200, seconds, engine);
    row(root, "200 B, engine thread", 4, 200, seconds, engine);
    row(root, "100 KB, engine thread", 1, 100_000, seconds, engine);
    row(root, "100 KB, engine thread", 4, 100_000, seconds, engine);
  }

  private static void row(
      Path root, String what, int outstanding, int bytes, int seconds, Executor engine)
      throws Exception {
    Path directory = Files.createTempDirectory(root, "latency");
    CountDownLatch leader = new CountDownLatch(1);
    try (RatisCommandLog log =
        RatisCommandLog.open(
            LogSettings.in(directory),
            System::nanoTime,
            new NullReplica(engine),
            role -> {
              if (role.kind() == Role.Kind.LEADER) {
                leader.countDown();
              }
            })) {
      leader.await();
      drive(log, outstanding, bytes, seconds); // warm-up
      long[] nanos = drive(log, outstanding, bytes, seconds);
      System.out.printf(
          "%-24s x%d  %8.0f entries/s  %7.1f MB/s  p50 %.3f  p90 %.3f  p99 %.3f  p99.9 %.3f ms%n",
          what,
          outstanding,
          nanos.length / (double) seconds,
          nanos.length / (double) seconds * bytes / 1e6,
          at(nanos, 0.5),
          at(nanos, 0.9),
          at(nanos, 0.99),
          at(nanos, 0.999));
    }
  }

  private static double at(long[] sorted, double quantile) {
    return sorted[(int) (sorted.length * quantile)] / 1e6;
  }

  private static long[] drive(RatisCommandLog log, int outstanding, int bytes, int seconds)
      throws Exception {
    byte[] batch = new byte[bytes];
    Semaphore room = new Semaphore(outstanding);
    long[] nanos = new long[10_000_000];
    int[] count = {0};
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    while (System.nanoTime() < end) {
      room.acquire();
      long start = System.nanoTime();
      log.append(batch)
          .whenComplete(
              (index, failure) -> {
                if (failure != null) {
                  failure.printStackTrace();
                  System.exit(1);
                }
                nanos[count[0]++] = System.nanoTime() - start;
                room.release();
              });
    }
    room.acquire(outstanding);
    long[] sorted = Arrays.copyOf(nanos, count[0]);
    Arrays.sort(sorted);
    return sorted;
  }

  private record NullReplica(Executor engine) implements Replica {
    @Override
    public CompletionStage<Void> apply(long index, byte[] batch) {
      return CompletableFuture.runAsync(() -> {}, engine);
    }

    @Override
    public CompletionStage<Frozen> snapshot() {
      return CompletableFuture.completedStage(out -> out.write(1));
    }

    @Override
    public void restore(InputStream in) {}
  }
}
