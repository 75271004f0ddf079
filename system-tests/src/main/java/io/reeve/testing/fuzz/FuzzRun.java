package io.reeve.testing.fuzz;

import com.google.protobuf.Descriptors.DescriptorValidationException;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends random requests to a head node. Afterwards those that were refused, or changed nothing, are
 * sent again and again: what the head node holds must not grow by them.
 */
public final class FuzzRun implements AutoCloseable {
  private static final int OUTSTANDING = 32;
  private static final int MOST_REPLAYED = 20_000;
  private static final int MOST_FAULTS = 20;
  private static final Duration PROGRESS_EVERY = Duration.ofSeconds(10);

  private final ManagedChannel channel;
  private final long pid;
  private final PrintStream progress;
  private final List<Rpc> rpcs;
  private final Semaphore free = new Semaphore(OUTSTANDING);
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private final Queue<Long> harmless = new ConcurrentLinkedQueue<>();
  private final AtomicLong unclean = new AtomicLong();
  private long inputs;

  /**
   * How a run ended.
   *
   * @param inputs how many calls were made, those that were repeated aside
   * @param perMinute how many in a minute
   * @param crashed whether the head node is gone
   * @param unclean how many calls were not answered by a clean status
   * @param growth how many bytes more the head node holds after calls that changed nothing
   * @param faults what was wrong with the first of the unclean ones
   */
  public record Result(
      long inputs,
      long perMinute,
      boolean crashed,
      long unclean,
      long growth,
      List<String> faults) {
    /** Copies the list. */
    public Result {
      faults = List.copyOf(faults);
    }

    /** The line with which a run ends. */
    public String line() {
      return "inputs=%d per_minute=%d crashes=%d unclean=%d growth_kib=%d"
          .formatted(inputs, perMinute, crashed ? 1 : 0, unclean, growth >> 10);
    }
  }

  private FuzzRun(ManagedChannel channel, long pid, PrintStream progress)
      throws DescriptorValidationException {
    this.channel = channel;
    this.pid = pid;
    this.progress = progress;
    this.rpcs = Reflection.rpcs(channel);
  }

  /**
   * Runs it against a head node, which is left with whatever the calls made.
   *
   * @param address where it listens, without TLS
   * @param pid its process
   * @param seed what is sent follows from it
   * @param length how long new calls are made; repeating some comes on top
   * @param progress told every ten seconds
   */
  public static Result against(
      String address, long pid, long seed, Duration length, PrintStream progress)
      throws IOException, InterruptedException {
    var channel = NettyChannelBuilder.forTarget(address).usePlaintext().directExecutor().build();
    try (var run = new FuzzRun(channel, pid, progress)) {
      return run.run(seed, length);
    } catch (DescriptorValidationException e) {
      throw new IOException("the head node describes its services wrongly", e);
    }
  }

  private Result run(long seed, Duration length) throws IOException, InterruptedException {
    var seeds = new Random(seed);
    var begin = System.nanoTime();
    var told = begin;
    while (System.nanoTime() - begin < length.toNanos() && isAlive()) {
      send(Input.of(seeds.nextLong(), rpcs), true);
      inputs++;
      if (System.nanoTime() - told > PROGRESS_EVERY.toNanos()) {
        told = System.nanoTime();
        progress.println("run-fuzz: inputs=" + inputs + " unclean=" + unclean);
      }
    }
    settle();
    var perMinute = inputs * Duration.ofMinutes(1).toNanos() / (System.nanoTime() - begin);
    var growth = isAlive() ? growth() : 0;
    return new Result(
        inputs, perMinute, !isAlive(), unclean.get(), growth, new ArrayList<>(faults));
  }

  /** Of the second repetition: the first fills whatever is filled once. */
  private long growth() throws IOException, InterruptedException {
    var again = harmless.stream().limit(MOST_REPLAYED).toList();
    progress.println("run-fuzz: repeating " + again.size() + " that changed nothing, twice");
    replay(again);
    var before = Heap.live(pid);
    replay(again);
    return Heap.live(pid) - before;
  }

  private void replay(List<Long> seeds) throws InterruptedException {
    for (var seed : seeds) {
      send(Input.of(seed, rpcs), false);
    }
    settle();
  }

  private void send(Input input, boolean remember) throws InterruptedException {
    free.acquire();
    var unused =
        new Caller(channel)
            .call(input)
            .whenComplete(
                (answer, never) -> {
                  free.release();
                  look(answer, remember);
                });
  }

  private void look(Answer answer, boolean remember) {
    var input = answer.input();
    answer
        .fault()
        .ifPresent(
            fault -> {
              if (unclean.incrementAndGet() <= MOST_FAULTS) {
                faults.add(input + ": " + fault);
              }
            });
    var refused = !answer.status().isOk() && !answer.late();
    if (remember && (refused || input.rpc().isRead()) && !input.rpc().isLong()) {
      harmless.add(input.seed());
    }
  }

  /** Waits for all answers. */
  private void settle() throws InterruptedException {
    free.acquire(OUTSTANDING);
    free.release(OUTSTANDING);
  }

  private boolean isAlive() {
    return ProcessHandle.of(pid).isPresent();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
