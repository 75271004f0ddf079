package io.reeve.agent.testing;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.EndReport;
import io.reeve.agent.core.ExitEvidence;
import io.reeve.agent.core.Residue;
import io.reeve.agent.core.StartOrder;
import io.reeve.agent.core.StopRequest;
import io.reeve.agent.outbox.Outbox;
import io.reeve.agent.process.ContainmentChoice;
import io.reeve.agent.process.Machine;
import io.reeve.agent.process.SupervisedProcessControl;
import io.reeve.agent.runner.InventoryEntry;
import io.reeve.agent.runner.NodeCondition;
import io.reeve.agent.runner.NodeContext;
import io.reeve.agent.runner.NodeRunner;
import io.reeve.agent.runner.NodeWatch;
import io.reeve.agent.runner.Reports;
import io.reeve.agent.runner.RunnerThread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Everything of an agent but the link to the head node, over real processes. */
public final class LiveNode implements AutoCloseable, Reports {
  private final Outbox outbox;
  private final SupervisedProcessControl processes;
  private final RunnerThread thread;
  private final ExecutorService background = Executors.newSingleThreadExecutor();
  private final NodeRunner runner;
  private final Map<AttemptId, CompletableFuture<Long>> started = new ConcurrentHashMap<>();
  private final Map<AttemptId, CompletableFuture<EndReport>> ended = new ConcurrentHashMap<>();
  private final Map<AttemptId, Set<EndReport>> ends = new ConcurrentHashMap<>();
  private final Map<AttemptId, Optional<Residue>> residues = new ConcurrentHashMap<>();

  /** Starts it on a data directory, which an earlier one may have used; without cgroups. */
  public LiveNode(Path data, Path supervisor) throws IOException {
    this(data, supervisor, ContainmentChoice.SUBREAPER);
  }

  /** The same with this containment. */
  public LiveNode(Path data, Path supervisor, ContainmentChoice choice) throws IOException {
    this(data, supervisor, choice, true);
  }

  /** The same, that ends orphans or only reports them. */
  public LiveNode(Path data, Path supervisor, ContainmentChoice choice, boolean reap)
      throws IOException {
    this(data, supervisor, choice, reap, Duration.ofSeconds(60));
  }

  /** The same as the one without it, with this kill timeout. */
  public LiveNode(Path data, Path supervisor, ContainmentChoice choice, Duration killTimeout)
      throws IOException {
    this(data, supervisor, choice, true, killTimeout);
  }

  private LiveNode(
      Path data, Path supervisor, ContainmentChoice choice, boolean reap, Duration killTimeout)
      throws IOException {
    String bootId = Machine.bootId();
    TestClock clock = new TestClock();
    Files.createDirectories(data);
    outbox = new Outbox(data.resolve("ledger"), bootId);
    processes = new SupervisedProcessControl(data, supervisor, clock, choice);
    thread = new RunnerThread(clock);
    runner =
        new NodeRunner(
            thread,
            processes,
            outbox,
            new NodeContext(data, "n1", "127.0.0.1", bootId),
            killTimeout);
    runner.reportTo(this);
    outbox.start();
    processes.open(fact -> thread.execute(() -> runner.on(fact)));
    thread.start();
    call(
        () -> {
          try {
            runner.adopt();
            new NodeWatch(thread, runner, processes, background, background, data, reap).start();
            runner.sendEndedAgain();
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** The C supervisor, as the build left it. */
  public static Path nativeSupervisor() {
    return Path.of("target", "native", "reeve-supervisor").toAbsolutePath();
  }

  /** The sh supervisor, as the build left it. */
  public static Path shellSupervisor() {
    return Path.of("target", "native", "reeve-supervisor.sh").toAbsolutePath();
  }

  /** As the head node would. */
  public void start(StartOrder order) {
    thread.execute(() -> runner.start(order));
  }

  /** As the head node would. */
  public void stop(AttemptId id, StopRequest request) {
    thread.execute(() -> runner.stop(id, request));
  }

  /** Many stops in one batch. */
  public void stopAll(List<AttemptId> ids, StopRequest request) {
    thread.execute(() -> ids.forEach(id -> runner.stop(id, request)));
  }

  /** As the head node would. */
  public void acknowledge(AttemptId id) {
    thread.execute(() -> runner.acknowledge(List.of(id)));
  }

  /** What is told of the node beyond its attempts, now. */
  public <T> T condition(Function<NodeCondition, T> of) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    call(() -> answer.complete(of.apply(runner.condition())));
    return await(answer, "condition");
  }

  /** As a join would tell it; on the runner thread. */
  public List<InventoryEntry> inventory() {
    return runner.inventory();
  }

  /** Waits until the program was executed; its pid. */
  public long awaitStarted(AttemptId id) {
    return await(startedOf(id), "start of " + id);
  }

  /** Waits for the final report. */
  public EndReport awaitEnded(AttemptId id) {
    return await(endedOf(id), "end of " + id);
  }

  /** What was told last to be left of it; empty when nothing. */
  public Optional<Residue> residue(AttemptId id) {
    return residues.getOrDefault(id, Optional.empty());
  }

  /** The different final reports so far: one, when all is well. */
  public Set<EndReport> ends(AttemptId id) {
    return ends.getOrDefault(id, Set.of());
  }

  /** Whether a final report came. */
  public boolean hasEnded(AttemptId id) {
    return endedOf(id).isDone();
  }

  /** Runs something on the runner thread and waits for it. */
  public void call(Runnable task) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    thread.execute(
        () -> {
          try {
            task.run();
            done.complete(null);
          } catch (RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    await(done, "runner thread");
  }

  /** The process side. */
  public SupervisedProcessControl processes() {
    return processes;
  }

  @Override
  public void started(AttemptId id, long pid, Instant startTime, String stdout, String stderr) {
    startedOf(id).complete(pid);
  }

  @Override
  public void finishing(AttemptId id, ExitEvidence exit, Instant exitTime) {}

  @Override
  public void residue(AttemptId id, Optional<Residue> residue) {
    residues.put(id, residue);
  }

  @Override
  public void ended(EndReport report) {
    if (report.pid() > 0) {
      startedOf(report.id()).complete(report.pid()); // seen gone before it was seen running
    }
    ends.computeIfAbsent(report.id(), i -> ConcurrentHashMap.newKeySet()).add(report);
    endedOf(report.id()).complete(report);
  }

  /** Like an agent that is stopped: tasks run on. */
  @Override
  public void close() throws IOException {
    thread.close();
    background.shutdownNow();
    processes.close();
    outbox.close();
  }

  private CompletableFuture<Long> startedOf(AttemptId id) {
    return started.computeIfAbsent(id, i -> new CompletableFuture<>());
  }

  private CompletableFuture<EndReport> endedOf(AttemptId id) {
    return ended.computeIfAbsent(id, i -> new CompletableFuture<>());
  }

  private static <T> T await(CompletableFuture<T> future, String what) {
    try {
      return future.get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("waited 20 s for the " + what, e);
    }
  }
}
