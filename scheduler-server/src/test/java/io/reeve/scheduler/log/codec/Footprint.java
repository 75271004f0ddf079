package io.reeve.scheduler.log.codec;

import io.reeve.scheduler.core.cluster.Cluster;
import io.reeve.scheduler.core.cluster.ClusterImage;
import io.reeve.scheduler.core.cluster.Command;
import io.reeve.scheduler.core.cluster.RequestKey;
import io.reeve.scheduler.core.job.JobSpec;
import io.reeve.scheduler.core.task.TaskSpec;
import io.reeve.scheduler.engine.CommandCodec.Batch;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Measures what queued jobs cost: heap for each, and the time to write and to load a snapshot of
 * them. A program, not a test, because its figures depend on the machine:
 *
 * <pre>{@code java -Xmx1g -cp CLASSPATH io.reeve.scheduler.log.codec.Footprint [JOBS] [wait]}</pre>
 *
 * <p>With {@code wait} it stays at the end, so that {@code jcmd PID GC.class_histogram} can look at
 * the loaded state.
 */
final class Footprint {
  private static final int BATCH = 64;
  private static final int ROUNDS = 4;

  private final ProtoCommandCodec codec = new ProtoCommandCodec();
  private final Random random = new Random(1);

  private Footprint() {}

  /** Runs it. */
  public static void main(String[] args) throws IOException {
    var jobs = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
    var file = Files.createTempFile("footprint", ".bin");
    try {
      new Footprint().measure(jobs, file, args.length > 1);
    } finally {
      Files.delete(file);
    }
  }

  private void measure(int jobs, Path file, boolean waits) throws IOException {
    var empty = usedHeap();
    var cluster = submitted(jobs);
    System.out.printf("heap after submitting: %d bytes a job%n", (usedHeap() - empty) / jobs);

    for (var round = 1; round <= ROUNDS; round++) {
      var image = cluster.image();
      var watch = new Watch();
      try (var out = new BufferedOutputStream(Files.newOutputStream(file))) {
        codec.writeImage(image, out);
      }
      System.out.printf("write %s, %d bytes a job%n", watch, Files.size(file) / jobs);
    }
    cluster = Cluster.of(ClusterImage.EMPTY);
    empty = usedHeap();
    for (var round = 1; round <= ROUNDS; round++) {
      var watch = new Watch();
      cluster = load(file);
      System.out.printf("load %s%n", watch);
    }
    System.out.printf("heap after loading: %d bytes a job%n", (usedHeap() - empty) / jobs);
    if (waits) {
      System.out.printf("pid %d waits for a line%n", ProcessHandle.current().pid());
      System.out.printf("%d%n", System.in.read() + cluster.lastEvent());
    }
    System.out.printf("%d jobs%n", cluster.lastJobUpTo(Long.MAX_VALUE).orElseThrow().id());
  }

  private Cluster submitted(int jobs) {
    var cluster = Cluster.of(ClusterImage.EMPTY);
    var now = Instant.parse("2026-11-21T12:00:00Z");
    for (var done = 0; done < jobs; done += BATCH) {
      now = now.plusMillis(4);
      var commands = new ArrayList<Command>();
      for (var count = done; count < Math.min(jobs, done + BATCH); count++) {
        commands.add(submit());
      }
      var batch = codec.decode(codec.encode(new Batch(1, 1 + done, now, commands)));
      batch.commands().forEach(command -> cluster.apply(command, batch.time()));
    }
    return cluster;
  }

  private Command submit() {
    return new Command.SubmitNewJob(
        new RequestKey(random.nextLong(), random.nextLong(), 0x5eed),
        "ada",
        JobSpec.DEFAULT,
        List.of(TaskSpec.ofCommand("sleep", "100")),
        false);
  }

  private Cluster load(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return Cluster.of(codec.readImage(in));
    }
  }

  private static long usedHeap() {
    for (var times = 0; times < 3; times++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** Elapsed and processor time of this thread since it was made; on a busy machine they differ. */
  private static final class Watch {
    private final long begin = System.nanoTime();
    private final long cpuBegin = cpuNanos();

    @Override
    public String toString() {
      return "%d ms (cpu %d ms)"
          .formatted((System.nanoTime() - begin) / 1_000_000, (cpuNanos() - cpuBegin) / 1_000_000);
    }

    private static long cpuNanos() {
      return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
  }
}
