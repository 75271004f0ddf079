package io.reeve.client;

import io.reeve.client.internal.Backoff;
import io.reeve.client.internal.Connection;
import io.reeve.client.internal.HeadAddress;
import io.reeve.client.internal.NettyConnections;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A client of a Reeve scheduler. Thread-safe; make one, share it, close it.
 *
 * <p>Submit a job, wait for its task, look at how it ended:
 *
 * <pre>{@code
 * try (SchedulerClient client = SchedulerClient.connect("127.0.0.1:7070")) {
 *   SubmittedJob job =
 *       client.jobs().submit(JobSubmission.of(TaskSpec.ofCommand("/bin/echo", "hello")));
 *   Task task = client.tasks().waitFor(job.task(1), Duration.ofMinutes(5));
 *   System.out.println(task.state() + " " + task.exit());
 * }
 * }</pre>
 *
 * <p>Cancel with a reason and a grace period, and wait for the proven death:
 *
 * <pre>{@code
 * client
 *     .tasks()
 *     .cancel(
 *         TaskCancel.of(TaskId.parse("12.1"))
 *             .message("no longer needed")
 *             .gracePeriod(Duration.ofSeconds(5))
 *             .build());
 * Task ended = client.tasks().waitFor(TaskId.parse("12.1"), Duration.ofMinutes(1));
 * KillRecord proof = ended.lastAttempt().orElseThrow().killRecord().orElseThrow();
 * System.out.println("last process gone at " + proof.goneTime());
 * }</pre>
 *
 * <p>Follow what happens, without holes:
 *
 * <pre>{@code
 * TaskPage now = client.tasks().list(TaskQuery.ofJob(job));
 * try (Watch watch = client.tasks().watch(WatchQuery.ofJob(job).after(now.eventNumber()))) {
 *   while (!client.jobs().get(job).state().isFinal()) {
 *     watch.next(Duration.ofSeconds(10)).ifPresent(System.out::println);
 *   }
 * } catch (EventsGoneException gone) {
 *   // the head node holds no events that old any more: list again, watch from there
 * }
 * }</pre>
 *
 * <p>Many at once, without a thread for each:
 *
 * <pre>{@code
 * List<CompletableFuture<SubmittedJob>> answers = new ArrayList<>();
 * for (int i = 0; i < 1000; i++) {
 *   JobSubmission submission = JobSubmission.of(TaskSpec.ofCommand("/bin/true"));
 *   answers.add(client.jobs().submitAsync(submission));
 * }
 * CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
 * }</pre>
 *
 * <p><b>Threads.</b> A client has one I/O thread, and a timer thread once something had to be
 * repeated. Futures are completed right on the I/O thread, which makes a small call as fast as it
 * can be; so a callback must be short and must not block, and a blocking method called in one
 * throws {@link IllegalStateException} instead of waiting for ever. Give the client an {@link
 * Builder#executor executor} to have callbacks run there instead.
 */
public final class SchedulerClient implements AutoCloseable {
  private final Connection connection;
  private final Invoker invoker;

  SchedulerClient(Connection connection, Settings settings) {
    this.connection = connection;
    this.invoker = new Invoker(connection, settings, settings.deadline(), Optional.empty());
  }

  /**
   * Makes a client with every default. Nothing is sent before the first call.
   *
   * @param head {@code HOST:PORT}; without a port 7070
   * @throws IllegalArgumentException if that is no address, or not one of this machine
   */
  public static SchedulerClient connect(String head) {
    return builder().head(head).build();
  }

  /** Starts from every default: the head node at {@code 127.0.0.1:7070}. */
  public static Builder builder() {
    return new Builder();
  }

  /** Jobs: create, submit, look at, cancel, wait. */
  public Jobs jobs() {
    return new Jobs(invoker);
  }

  /** Tasks: look at, cancel, wait, watch. */
  public Tasks tasks() {
    return new Tasks(invoker);
  }

  /** Nodes: look at, bring online, take offline. */
  public Nodes nodes() {
    return new Nodes(invoker);
  }

  /** The cluster: state, counters, parameters. */
  public Cluster cluster() {
    return new Cluster(invoker);
  }

  /**
   * Hangs up: calls and watches under way end with {@link CallCanceledException}; what the head
   * node accepted stays accepted. Safe to repeat.
   */
  @Override
  public void close() {
    connection.close();
  }

  /** Collects options. Not thread-safe. */
  public static final class Builder {
    private HeadAddress head = new HeadAddress("127.0.0.1", HeadAddress.DEFAULT_PORT);
    private Duration deadline = Duration.ofSeconds(15);
    private RetryPolicy retry = RetryPolicy.defaults();
    private String userAgent = "reeve-client";
    private Executor executor = Runnable::run;
    private Duration keepAlive = Duration.ofMinutes(5);
    private int watchBuffer = 1024;
    private boolean nativeTransport = true;
    private boolean insecureNetwork;

    private Builder() {}

    /**
     * Where the head node listens: {@code HOST:PORT}; without a port 7070.
     *
     * @throws IllegalArgumentException if that is no address
     */
    public Builder head(String address) {
      head = HeadAddress.parse(address);
      return this;
    }

    /** Bound of a call with all its repetitions, waits excepted. Default: 15 s. */
    public Builder deadline(Duration value) {
      if (value.isNegative() || value.isZero()) {
        throw new IllegalArgumentException("a deadline must be positive: " + value);
      }
      deadline = value;
      return this;
    }

    /** How a call that found no scheduler is repeated. */
    public Builder retryPolicy(RetryPolicy value) {
      retry = value;
      return this;
    }

    /** Names the program in the head node's log. Default: {@code reeve-client}. */
    public Builder userAgent(String value) {
      userAgent = value;
      return this;
    }

    /** Where futures are completed. Default: on the I/O thread; see the class comment. */
    public Builder executor(Executor value) {
      executor = value;
      return this;
    }

    /**
     * How long a connection with calls under way may be silent before it is probed; one that does
     * not answer in 20 s is given up. Default: 5 min, which every gRPC server allows.
     */
    public Builder keepAlive(Duration value) {
      keepAlive = value;
      return this;
    }

    /** How many events a {@link Watch} holds for a slow reader, at least 1. Default: 1024. */
    public Builder watchBuffer(int events) {
      if (events < 1) {
        throw new IllegalArgumentException("a watch must hold at least one event: " + events);
      }
      watchBuffer = events;
      return this;
    }

    /** False: plain Java sockets, which start sooner than epoll and carry less. Default: true. */
    public Builder nativeTransport(boolean value) {
      nativeTransport = value;
      return this;
    }

    /**
     * Allows a head node on another machine although nothing is encrypted and nobody proves who he
     * is. Default: false, only this machine.
     */
    public Builder insecureNetwork(boolean value) {
      insecureNetwork = value;
      return this;
    }

    /**
     * The client. Nothing is sent before the first call.
     *
     * @throws IllegalArgumentException if the head node is not on this machine and {@link
     *     #insecureNetwork} is not set
     */
    public SchedulerClient build() {
      if (!insecureNetwork && !head.isLoopback()) {
        throw new IllegalArgumentException(
            head
                + " is not an address of this machine: connections are not encrypted in this"
                + " version, so only loopback is allowed unless insecureNetwork is set");
      }
      Backoff backoff =
          new Backoff(
              retry.firstPause(),
              retry.longestPause(),
              retry.giveUpAfter(),
              () -> ThreadLocalRandom.current().nextDouble());
      return new SchedulerClient(
          NettyConnections.open(head, userAgent, keepAlive, nativeTransport, backoff),
          new Settings(deadline, executor, watchBuffer));
    }
  }
}
