package io.reeve.testing.faults;

import io.reeve.client.ReeveException;
import io.reeve.client.model.Node;
import io.reeve.client.model.NodeQuery;
import io.reeve.client.model.Task;
import io.reeve.client.model.TaskId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * One run: a cluster, work for it, faults, and the history of all that. Steps are played first,
 * then everything is made good, ended and stopped. One thread.
 */
final class Run implements AutoCloseable {
  /** More tasks than this at once are not submitted: the machine is to be disturbed, not buried. */
  private static final int MOST_OPEN = 10;

  private static final Duration READ_EVERY = Duration.ofMillis(700);
  private static final Duration END_BOUND = Duration.ofSeconds(150);
  private static final Duration IDLE_BOUND = Duration.ofSeconds(60);
  private static final Duration STOP_BOUND = Duration.ofSeconds(15);
  private static final Duration CANCEL_AGAIN = Duration.ofSeconds(5);

  private final String tag = "reeve-fault-" + Long.toHexString(new Random().nextLong());
  private final Path data;
  private final FaultCluster cluster;
  private final ClientLog log = new ClientLog();
  private final Clients clients;
  private final Saboteur saboteur;
  private final List<Bystander> bystanders = new ArrayList<>();
  private final Observer observer;
  private CompletableFuture<?> reading = CompletableFuture.completedFuture(null);
  private long readAt;

  /** Makes everything and starts nothing of the cluster. */
  Run(Path home, Saboteur.Restart restart) throws IOException {
    data = Files.createTempDirectory("reeve-faults");
    cluster = new FaultCluster(home, data);
    clients = new Clients(cluster.client(), log, tag, startsFile());
    saboteur = new Saboteur(cluster, log, restart);
    bystanders.add(Bystander.start("plain", data, Map.of()));
    bystanders.add(
        Bystander.start(
            "like-a-task", data, Map.of("REEVE_ATTEMPT", "1.1.0.1", "REEVE_MARK", "another")));
    observer = new Observer(tag, this::afterLook);
    observer.start();
  }

  private void afterLook() {
    bystanders.forEach(Bystander::look);
    FaultCluster.NODES.forEach(node -> cluster.mark(node).ifPresent(observer::watch));
  }

  /** Starts the daemons, see {@link Saboteur#start}, and waits until the nodes take work. */
  void start(List<String> crashAt) {
    saboteur.start(crashAt);
    cluster.awaitReady(crashAt.size() - 1);
  }

  /** Takes a step, after its pause. */
  void play(Step step) {
    LockSupport.parkNanos(step.pause().toNanos());
    readSometimes();
    var action = step.action();
    if (action instanceof Step.Submit submit) {
      submit(submit);
    } else if (action instanceof Step.Race race) {
      race(race);
    } else if (action instanceof Step.Cancel cancel) {
      log.recent(cancel.recent())
          .ifPresent(task -> clients.cancel(task, cancel.force(), cancel.grace()));
    } else if (action instanceof Step.CancelMany cancel) {
      cancelMany(cancel);
    } else {
      saboteur.act(action);
    }
  }

  private void submit(Step.Submit submit) {
    if (hasRoom()) {
      clients.submit(submit.program(), submit.code(), submit.millis(), task -> {});
    }
  }

  private void race(Step.Race race) {
    if (hasRoom()) {
      clients.submit(
          ProgramKind.EXITING,
          race.code(),
          race.millis(),
          task ->
              CompletableFuture.delayedExecutor(
                      race.cancelAfter().toMillis(), TimeUnit.MILLISECONDS)
                  .execute(() -> clients.cancel(task, false, Duration.ofSeconds(1))));
    }
  }

  private boolean hasRoom() {
    return log.open().size() < MOST_OPEN && clients.pending() < 2 * MOST_OPEN;
  }

  private void cancelMany(Step.CancelMany cancel) {
    var tasks = new ArrayList<TaskId>();
    for (var back = 0; back < cancel.count(); back++) {
      log.recent(back).ifPresent(tasks::add);
    }
    if (!tasks.isEmpty()) {
      clients.cancelAll(tasks, cancel.force());
    }
  }

  private void readSometimes() {
    if (reading.isDone() && System.nanoTime() - readAt > READ_EVERY.toNanos()) {
      readAt = System.nanoTime();
      reading = clients.readOpen();
    }
  }

  /** Where it stands, for people. */
  String progress() {
    return "tasks="
        + log.submits().size()
        + " open="
        + log.open().size()
        + " cancels="
        + log.accepted()
        + " faults="
        + saboteur.faults()
        + " crashes="
        + saboteur.crashes()
        + " cuts="
        + saboteur.cuts();
  }

  int faults() {
    return saboteur.faults();
  }

  int crashes() {
    return saboteur.crashes();
  }

  int cuts() {
    return saboteur.cuts();
  }

  int cancels() {
    return log.accepted();
  }

  Path data() {
    return data;
  }

  /** Waits until a daemon has crashed where it was told to; false when none does for a minute. */
  boolean awaitCrash() {
    return await(IDLE_BOUND, () -> saboteur.crashes() > 0);
  }

  /**
   * Waits until all calls are answered, for a minute at most: what is there can be canceled then.
   */
  void awaitAnswers() {
    await(IDLE_BOUND, () -> clients.pending() == 0);
  }

  /** Waits until a cancel was accepted; false when none is for a minute. */
  boolean awaitCancel() {
    return await(IDLE_BOUND, () -> log.accepted() > 0);
  }

  /** Makes everything good, ends all tasks, stops the daemons, and returns what is known. */
  History finish() throws IOException, InterruptedException {
    saboteur.healAll();
    endEverything();
    await(IDLE_BOUND, () -> tolerant(this::isIdle));
    var records = records();
    var look = new Leftovers(cluster);
    Set<String> cgroupNodes = answered("nodes", this::cgroupNodes, Set.of());
    var leftovers = new ArrayList<>(answered("slots", look::slots, List.of()));
    leftovers.addAll(look.connections());
    saboteur.close();
    cluster.stop().forEach(name -> log.incident(name + " did not stop when it was asked to"));
    await(STOP_BOUND, () -> look.processes().isEmpty());
    leftovers.addAll(look.processes());
    leftovers.addAll(look.afterStop());
    observer.close();
    var alive = observer.alive();
    return new History(
        log.submits(),
        log.cancels(),
        log.ends(),
        records,
        starts(),
        observer.sightings(),
        alive,
        saboteur.lostSupervisors(),
        cgroupNodes,
        states(),
        leftovers,
        log.incidents(),
        saboteur.story());
  }

  private boolean isIdle() {
    var look = new Leftovers(cluster);
    return look.slots().isEmpty() && look.attempts().isEmpty();
  }

  private void endEverything() {
    var canceled = new long[] {System.nanoTime() - CANCEL_AGAIN.toNanos()};
    await(
        END_BOUND,
        () ->
            tolerant(
                () -> {
                  var open = clients.notFinal();
                  if (!open.isEmpty()
                      && System.nanoTime() - canceled[0] >= CANCEL_AGAIN.toNanos()) {
                    canceled[0] = System.nanoTime();
                    clients.cancelAll(open, true);
                  }
                  return open.isEmpty() && clients.pending() == 0;
                }));
  }

  private Map<TaskId, Task> records() {
    var records = new HashMap<TaskId, Task>();
    var complete =
        await(
            IDLE_BOUND,
            () ->
                tolerant(
                    () -> {
                      for (var id : clients.all()) {
                        records.put(id, clients.get(id));
                      }
                      return true;
                    }));
    if (!complete) {
      log.incident("the records cannot be read");
    }
    return records;
  }

  private Set<String> cgroupNodes() {
    return cluster.client().nodes().list(NodeQuery.all()).items().stream()
        .filter(node -> node.containment().equals("cgroup-v2"))
        .map(Node::name)
        .collect(Collectors.toSet());
  }

  private Path startsFile() {
    return data.resolve("starts");
  }

  private List<History.Start> starts() throws IOException {
    return Files.exists(startsFile())
        ? Files.readAllLines(startsFile()).stream()
            .flatMap(line -> History.Start.parse(line).stream())
            .toList()
        : List.of();
  }

  private List<Bystander.State> states() throws IOException {
    var states = new ArrayList<Bystander.State>();
    for (var bystander : bystanders) {
      states.add(bystander.state());
    }
    return states;
  }

  /** An armed daemon may crash even now; that is no answer. */
  private static boolean tolerant(BooleanSupplier condition) {
    try {
      return condition.getAsBoolean();
    } catch (ReeveException down) {
      return false;
    }
  }

  /** Asks until it is answered: an armed head node may have crashed just now. */
  private <T> T answered(String what, Supplier<T> question, T without) {
    var answer = new AtomicReference<>(without);
    if (!await(
        IDLE_BOUND,
        () ->
            tolerant(
                () -> {
                  answer.set(question.get());
                  return true;
                }))) {
      log.incident("not answered: " + what);
    }
    return Objects.requireNonNull(answer.get());
  }

  private static boolean await(Duration bound, BooleanSupplier condition) {
    var end = Instant.now().plus(bound);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        return false;
      }
      LockSupport.parkNanos(50_000_000);
    }
    return true;
  }

  /** Ends what still runs, whatever it is. */
  @Override
  public void close() throws IOException {
    saboteur.close();
    cluster.close();
    observer.close();
    for (var left : observer.alive()) {
      ProcessHandle.of(left.pid()).ifPresent(ProcessHandle::destroyForcibly);
    }
    bystanders.forEach(Bystander::close);
  }

  /** Removes all files; after {@link #close}. */
  void removeData() throws IOException {
    new Leftovers(cluster).removeCgroups();
    cluster.removeData();
  }
}
