package io.reeve.agent.runner;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.Cause;
import io.reeve.agent.core.EndReport;
import io.reeve.agent.core.KillMachine;
import io.reeve.agent.core.Residue;
import io.reeve.agent.core.Sighting;
import io.reeve.agent.core.StartFailure;
import io.reeve.agent.core.StartOrder;
import io.reeve.agent.core.StopRequest;
import io.reeve.agent.core.StopSignal;
import io.reeve.agent.core.Time.Moment;
import io.reeve.agent.crash.CrashPoint;
import io.reeve.agent.crash.CrashPoints;
import io.reeve.agent.process.Containment;
import io.reeve.agent.process.Containment.Ask;
import io.reeve.agent.process.LaunchSpec;
import io.reeve.agent.process.ProcessControl;
import io.reeve.agent.process.ProcessFact;
import io.reeve.agent.process.ProcessIdentity;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All attempts of the node. Orders are levels: each may come again and changes nothing then. What a
 * batch of orders asks of the containment is done together at the end of the batch. Runner thread
 * only.
 */
public final class NodeRunner {
  private static final Logger log = LoggerFactory.getLogger(NodeRunner.class);

  /** More attempts than this at once are refused: it bounds every queue behind. */
  static final int MAX_ATTEMPTS = 20_000;

  static final int MAX_LAUNCHING = 256; // lines in the spawner's pipe: it must never fill up
  private static final int SWEEP_SIZE =
      64; // attempts looked after in one sweep; the next takes the next
  private static final Duration LAUNCH_PATIENCE = Duration.ofSeconds(2);

  private final RunnerLoop loop;
  private final ProcessControl processes;
  private final Journal journal;
  private final NodeContext context;
  private final KillMachine machine;
  private final Map<AttemptId, TaskRunner> attempts = new LinkedHashMap<>();
  private final Deque<AttemptId> sweepOrder = new ArrayDeque<>();
  private final Map<AttemptId, Ask> asks = new LinkedHashMap<>();
  private final Map<AttemptId, Ask> kills = new LinkedHashMap<>();
  private final Set<TaskRunner> prepared = new LinkedHashSet<>(); // wait until less is launching
  private final NodeCondition condition;
  private Runnable onDiskTrouble = () -> {};
  private Consumer<AttemptId> reaper = id -> {};
  private Reports reports = new NoReports();
  private String clusterName = "";
  private long ignoredOrders;

  /**
   * Makes it; {@link #adopt} comes first.
   *
   * @param killTimeout how long killing may go on before what is left is published as residue
   */
  public NodeRunner(
      RunnerLoop loop,
      ProcessControl processes,
      Journal journal,
      NodeContext context,
      Duration killTimeout) {
    this.loop = loop;
    this.processes = processes;
    this.journal = journal;
    this.context = context;
    this.machine = new KillMachine(killTimeout);
    this.condition = new NodeCondition(loop);
    loop.afterBatch(this::flush);
  }

  /** Where reports go from now on. */
  public void reportTo(Reports sink) {
    reports = sink;
  }

  /** What somebody should know about the node beyond its attempts. */
  public NodeCondition condition() {
    return condition;
  }

  /** The cluster's name, for the environment of tasks started from now on. */
  public void clusterName(String name) {
    clusterName = name;
  }

  /**
   * Takes over everything an earlier start of the agent left, see {@link Adoption}.
   *
   * @throws IOException when the data directory cannot be read
   */
  public void adopt() throws IOException {
    new Adoption(this, journal, context.bootId()).run();
    sweep();
    scheduleSweep();
  }

  /** The head node wants this attempt to run. */
  public void start(StartOrder order) {
    AttemptId id = order.id();
    TaskRunner known = attempts.get(id);
    if (known != null) {
      known.sendAgain(reports);
    } else if (condition.stopping()) {
      log.info("event=order-ignored order=start attempt={} reason=stopping", id);
    } else if (journal.isPast(id)) {
      ignoredOrders++;
      log.warn(
          "event=order-ignored order=start attempt={} reason=past count={}", id, ignoredOrders);
      reports.ended(Orders.past(id)); // in silence the head node would wait for ever
    } else if (attempts.size() >= MAX_ATTEMPTS) {
      refuse(id, "more than " + MAX_ATTEMPTS + " attempts on this node");
    } else if (condition.disk().isPresent()) {
      add(order).onPrepared(condition.disk().map(problem -> new IOException(problem.message())));
    } else {
      prepare(add(order));
    }
  }

  /**
   * The head node gave an order for an attempt that cannot be obeyed: it is answered, and never
   * starts.
   */
  public void refuse(AttemptId id, String reason) {
    if (attempts.containsKey(id) || journal.isPast(id)) {
      return;
    }
    endUnknown(EndReport.startFailed(id, new StartFailure(StartFailure.Stage.NODE, 0, reason)));
  }

  /** Somebody wants this attempt to end. One that is not known here never starts any more. */
  public void stop(AttemptId id, StopRequest request) {
    TaskRunner known = attempts.get(id);
    if (known != null) {
      stop(known, request);
    } else if (journal.isPast(id)) {
      ignoredOrders++;
      log.warn("event=order-ignored order=stop attempt={} reason=past count={}", id, ignoredOrders);
    } else {
      endUnknown(EndReport.neverStarted(id, request.cause()));
    }
  }

  /** Ends every attempt, each with its own grace period but at most this one. */
  public void stopAll(Cause cause, String message, Duration longestGrace) {
    for (TaskRunner runner : List.copyOf(attempts.values())) {
      if (runner.stage() != TaskRunner.Stage.ENDED) {
        Duration own = runner.order().grace();
        Duration grace = own.compareTo(longestGrace) < 0 ? own : longestGrace;
        stop(runner, StopRequest.own(cause, message, grace));
      }
    }
  }

  private void stop(TaskRunner runner, StopRequest request) {
    runner.stop(request);
    if (prepared.remove(runner)) { // its turn would come too late: it ends as never started
      runner.onPrepared(Optional.empty());
    }
  }

  /** The head node has these reports durable. */
  public void acknowledge(List<AttemptId> ids) {
    for (AttemptId id : ids) {
      TaskRunner runner = attempts.get(id);
      if (runner != null && runner.stage() == TaskRunner.Stage.ENDED) {
        attempts.remove(id);
        TaskFiles files = TaskFiles.of(Orders.unknown(id), context.dataDir());
        journal.forget(id, () -> cleanUp(id, Path.of(files.workDir())));
      }
    }
  }

  /**
   * Starts nothing any more, and ends every attempt, each with its own grace period; see {@link
   * #isIdle}. May be repeated.
   */
  public void stopForGood(String message) {
    condition.stopForGood();
    for (TaskRunner runner : List.copyOf(attempts.values())) {
      if (runner.stage() != TaskRunner.Stage.ENDED) {
        stop(runner, StopRequest.own(Cause.NODE_LOST, message, runner.order().grace()));
      }
    }
  }

  /** Whether every attempt is over, and that is on disk. */
  public boolean isIdle() {
    return attempts.values().stream().allMatch(r -> r.stage() == TaskRunner.Stage.ENDED);
  }

  /** Whether there is nothing that the head node has not acknowledged. */
  public boolean isEmpty() {
    return attempts.isEmpty();
  }

  /** Everything the node knows of, complete. */
  public List<InventoryEntry> inventory() {
    return attempts.values().stream().map(TaskRunner::inventory).toList();
  }

  /** Something could not be written. */
  public void suspectDisk() {
    onDiskTrouble.run();
  }

  /** Tells again about every attempt that is over and not acknowledged. */
  public void sendEndedAgain() {
    attempts.values().stream().flatMap(r -> r.report().stream()).forEach(r -> reports.ended(r));
  }

  /** Tells again about every attempt whose kill leaves something. */
  public void sendResidueAgain() {
    attempts.values().forEach(runner -> runner.sendResidue(reports));
  }

  /** Something was observed. */
  public void on(ProcessFact fact) {
    TaskRunner runner = attempts.get(fact.id());
    if (runner != null) {
      runner.on(fact);
      launchPrepared();
    }
  }

  TaskRunner add(StartOrder order) {
    TaskRunner runner =
        new TaskRunner(order, TaskFiles.of(order, context.dataDir()), this, machine);
    attempts.put(order.id(), runner);
    sweepOrder.add(order.id());
    return runner;
  }

  private void endUnknown(EndReport report) {
    TaskRunner runner = TaskRunner.ended(report, Orders.unknown(report.id()), this, machine);
    journal(
        report,
        () -> {
          attempts.putIfAbsent(report.id(), runner);
          reports.ended(report);
        });
  }

  private void prepare(TaskRunner runner) {
    StartOrder order = runner.order();
    TaskFiles files = runner.files();
    LaunchSpec spec =
        new LaunchSpec(
            order.id(),
            order.command(),
            TaskEnvironment.of(order, files, context, clusterName, processes.nodeMark()),
            files.workDir(),
            files.ownWorkDir(),
            files.stdin(),
            files.stdout(),
            files.stderr(),
            order.stopSignal(),
            order.grace(),
            order.timeLimit(),
            context.leaseFile());
    Path output = TaskFiles.outputDirectory(order.id(), context.dataDir());
    CrashPoints.reached(CrashPoint.BEFORE_INTENT_DURABLE);
    journal.accept(
        order,
        () -> {
          Files.createDirectories(output);
          processes.prepare(spec);
        },
        onLoop(failure -> ready(runner, failure)));
  }

  private void ready(TaskRunner runner, Optional<IOException> failure) {
    failure.ifPresent(trouble -> suspectDisk());
    if (failure.isPresent() || launching() < MAX_LAUNCHING) {
      runner.onPrepared(failure);
    } else {
      prepared.add(runner);
    }
  }

  private void launchPrepared() {
    while (!prepared.isEmpty() && launching() < MAX_LAUNCHING) {
      TaskRunner next = prepared.iterator().next();
      prepared.remove(next);
      next.onPrepared(Optional.empty());
    }
  }

  private long launching() {
    return prepared.isEmpty() && attempts.size() < MAX_LAUNCHING
        ? 0
        : attempts.values().stream().filter(r -> r.stage() == TaskRunner.Stage.LAUNCHED).count();
  }

  /** Does what the tasks of a batch asked for: many signals cost one look at the process table. */
  private void flush() {
    if (asks.isEmpty() && kills.isEmpty()) {
      return;
    }
    CrashPoints.reached(CrashPoint.BEFORE_SIGNALS_SENT);
    if (!asks.isEmpty()) {
      List<Ask> batch = take(asks);
      Moment before = now();
      signaled(batch, before, containmentPort().ask(batch), StopSignal.SIGTERM);
    }
    if (!kills.isEmpty()) {
      List<Ask> batch = take(kills);
      Moment before = now();
      signaled(batch, before, containmentPort().kill(batch), StopSignal.SIGKILL);
    }
    CrashPoints.reached(CrashPoint.AFTER_SIGNALS_SENT);
  }

  private void signaled(
      List<Ask> batch, Moment before, Map<AttemptId, Integer> reached, StopSignal signal) {
    for (Ask ask : batch) {
      AttemptId id = ask.process().id();
      TaskRunner runner = attempts.get(id);
      if (runner != null) {
        runner.signaled(signal, reached.getOrDefault(id, 0), before);
      }
    }
  }

  private static List<Ask> take(Map<AttemptId, Ask> from) {
    List<Ask> batch = new ArrayList<>(from.values());
    from.clear();
    return batch;
  }

  private void scheduleSweep() {
    at(
        now().nanos() + processes.sweepInterval().toNanos(),
        () -> {
          sweep();
          scheduleSweep();
        });
  }

  private void sweep() {
    List<AttemptId> awaited = new ArrayList<>();
    for (int i = Math.min(SWEEP_SIZE, sweepOrder.size()); i > 0; i--) {
      AttemptId id = sweepOrder.remove();
      TaskRunner runner = attempts.get(id);
      if (runner != null && runner.stage() != TaskRunner.Stage.ENDED) {
        sweepOrder.add(id);
        if (runner.awaitsFacts()) {
          awaited.add(id);
        }
      }
    }
    for (ProcessFact fact : processes.sweep(awaited)) {
      on(fact);
    }
    for (AttemptId id : awaited) {
      Optional.ofNullable(attempts.get(id)).ifPresent(r -> r.relaunchWhenOverdue(LAUNCH_PATIENCE));
    }
    launchPrepared();
  }

  private void cleanUp(AttemptId id, Path workDir) throws IOException {
    processes.forget(id);
    try {
      Files.deleteIfExists(workDir); // only when the task left nothing in it
    } catch (DirectoryNotEmptyException used) {
      log.debug("event=work-dir-kept path={}", workDir);
    }
  }

  private <T> Consumer<T> onLoop(Consumer<T> task) {
    return value -> loop.execute(() -> task.accept(value));
  }

  // What the watches need of it.

  /** Told when something could not be written. */
  void onDiskTrouble(Runnable listener) {
    onDiskTrouble = listener;
  }

  /** Told which orphaned attempts are to end. */
  void onReap(Consumer<AttemptId> listener) {
    reaper = listener;
  }

  /** Attempts whose processes are somebody's business already. */
  Set<AttemptId> recorded() {
    Set<AttemptId> ids = new HashSet<>(attempts.keySet());
    ids.removeAll(orphaned());
    return ids;
  }

  boolean isRecorded(AttemptId id) {
    TaskRunner runner = attempts.get(id);
    return runner != null && runner.stage() != TaskRunner.Stage.ORPHANED;
  }

  List<AttemptId> orphaned() {
    return attempts.values().stream()
        .filter(runner -> runner.stage() == TaskRunner.Stage.ORPHANED)
        .map(TaskRunner::id)
        .toList();
  }

  /** Processes of it were found: the head node must not believe that it is not here. */
  void orphanFound(AttemptId id) {
    if (!attempts.containsKey(id) && !journal.isPast(id)) {
      add(Orders.unknown(id)).orphan();
    }
  }

  void orphanKilled(AttemptId id, int processes, Moment before) {
    TaskRunner runner = attempts.get(id);
    if (runner != null && runner.stage() == TaskRunner.Stage.ORPHANED) {
      runner.signaled(StopSignal.SIGKILL, processes, before);
    }
  }

  /** Over, with a report that is on disk already. */
  void addEnded(EndReport report) {
    attempts.put(report.id(), TaskRunner.ended(report, Orders.unknown(report.id()), this, machine));
  }

  boolean knows(AttemptId id) {
    return attempts.containsKey(id);
  }

  // What a TaskRunner needs of its node.

  void reap(AttemptId id) {
    reaper.accept(id);
  }

  void journal(EndReport report, Runnable durable) {
    journal.ended(report, () -> loop.execute(durable));
    if (!prepared.isEmpty()) {
      loop.execute(this::launchPrepared); // what ended without a fact has made room, too
    }
  }

  void ask(Ask ask) {
    asks.put(ask.process().id(), ask);
  }

  void kill(Ask ask) {
    asks.remove(ask.process().id()); // force overtakes politeness
    kills.put(ask.process().id(), ask);
  }

  void sendAgain(TaskRunner runner) {
    runner.sendAgain(reports);
  }

  Reports reports() {
    return reports;
  }

  ProcessControl processes() {
    return processes;
  }

  /** Perhaps never. */
  void describe(List<ProcessIdentity> who, Consumer<List<Sighting>> then) {
    processes.describe(who, onLoop(then));
  }

  Containment containmentPort() {
    return processes.containment();
  }

  String containment() {
    return processes.containment().name();
  }

  Moment now() {
    return loop.time().now();
  }

  void at(long nanos, Runnable task) {
    loop.at(nanos, task);
  }

  /** Before the first link: nobody listens yet. */
  private static final class NoReports implements Reports {
    @Override
    public void started(
        AttemptId id, long pid, java.time.Instant startTime, String stdout, String stderr) {}

    @Override
    public void finishing(
        AttemptId id, io.reeve.agent.core.ExitEvidence exit, java.time.Instant exitTime) {}

    @Override
    public void residue(AttemptId id, Optional<Residue> residue) {}

    @Override
    public void ended(EndReport report) {}
  }
}
