package io.reeve.testing.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Does what is bad for daemons and supervisors, and makes it good again: what was killed, stopped
 * or cut is started, continued, mended after its time, and so is a daemon that crashed where it was
 * told to. One thread of its own touches the daemons.
 */
final class Saboteur implements AutoCloseable {
  private static final Duration WATCH = Duration.ofMillis(100);

  /** Who is started when a daemon has crashed where it was told to. */
  enum Restart {
    /** The one that crashed. */
    CRASHED,
    /** The others are killed as well; the head node comes first. */
    HEAD_FIRST,
    /** The others are killed as well; the agents come first. */
    AGENTS_FIRST
  }

  private record Supervisor(AttemptKey attempt, long pid) {}

  private final FaultCluster cluster;
  private final ClientLog log;
  private final Restart restart;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final Set<Member> down = new HashSet<>(); // killed and to be started; own thread
  private final Set<Long> stopped = new HashSet<>(); // supervisors; own thread
  private final Set<AttemptKey> lostSupervisors = ConcurrentHashMap.newKeySet();
  private final List<String> faults = new CopyOnWriteArrayList<>();
  private final AtomicInteger crashes = new AtomicInteger();
  private final AtomicInteger cuts = new AtomicInteger();

  Saboteur(FaultCluster cluster, ClientLog log, Restart restart) {
    this.cluster = cluster;
    this.log = log;
    this.restart = restart;
  }

  /**
   * Starts the cluster and begins to look after daemons that crash.
   *
   * @param crashAt where each daemon is to crash, the head node first; empty: nowhere. There may be
   *     fewer than daemons: the others are not started
   */
  void start(List<String> crashAt) {
    after(
            Duration.ZERO,
            () -> {
              for (var i = 0; i < crashAt.size(); i++) {
                member(i).start(crashAt.get(i));
              }
            })
        .join();
    watch();
  }

  private void watch() {
    var unused =
        thread.scheduleWithFixedDelay(
            guarded(this::look), WATCH.toMillis(), WATCH.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** How many faults there were. */
  int faults() {
    return faults.size();
  }

  /** What was done, and when. */
  List<String> story() {
    return List.copyOf(faults);
  }

  private void note(Object fault) {
    faults.add(Instant.now() + " " + fault);
  }

  /** How many daemons crashed where they were told to. */
  int crashes() {
    return crashes.get();
  }

  /** How many times a node was cut off. */
  int cuts() {
    return cuts.get();
  }

  /** Attempts whose supervisor was killed. */
  Set<AttemptKey> lostSupervisors() {
    return Set.copyOf(lostSupervisors);
  }

  /** Does it soon. */
  void act(Step.Action action) {
    later(Duration.ZERO, () -> doNow(action));
  }

  private void doNow(Step.Action action) throws IOException, InterruptedException {
    if (action instanceof Step.Kill kill) {
      kill(member(kill.daemon()), "", kill.downtime());
    } else if (action instanceof Step.Arm arm) {
      kill(member(arm.daemon()), arm.crashAt(), arm.downtime());
    } else if (action instanceof Step.KillAll kill) {
      killAll(kill.firstUp(), kill.downtime(), kill.between());
    } else if (action instanceof Step.Pause pause) {
      pause(member(pause.daemon()), pause.length());
    } else if (action instanceof Step.Cut cut) {
      note(cut);
      cuts.incrementAndGet();
      cluster.proxy(cut.agent()).set(cut.mode());
      later(cut.length(), () -> cluster.proxy(cut.agent()).set(CutProxy.Mode.OPEN));
    } else if (action instanceof Step.KillSupervisor kill) {
      supervisor(kill.recent()).ifPresent(this::killSupervisor);
    } else if (action instanceof Step.PauseSupervisor pause) {
      var found = supervisor(pause.recent());
      if (found.isPresent()) {
        pauseSupervisor(found.get(), pause.length());
      }
    }
  }

  // ---- daemons ----

  private Member member(int daemon) {
    return cluster.members().get(daemon);
  }

  private void kill(Member member, String crashAt, Duration downtime) {
    if (down.contains(member) || !member.isAlive()) {
      return;
    }
    note("kill " + member.name() + " for " + downtime + " then " + crashAt);
    member.kill();
    down.add(member);
    later(downtime, () -> start(member, crashAt));
  }

  private void killAll(int firstUp, Duration downtime, Duration between) {
    var wait = downtime;
    var members = cluster.members();
    for (var i = 0; i < members.size(); i++) {
      kill(members.get((firstUp + i) % members.size()), "", wait);
      wait = wait.plus(between);
    }
  }

  private void start(Member member, String crashAt) throws IOException {
    if (down.remove(member)) {
      member.start(crashAt);
    }
  }

  private void pause(Member member, Duration length) throws IOException, InterruptedException {
    if (member.isWell()) {
      note("stop " + member.name() + " for " + length);
      member.pause();
      later(length, member::resume);
    }
  }

  private void look() {
    for (var member : cluster.members()) {
      if (member.wasStarted() && !member.isAlive() && !down.contains(member)) {
        crashed(member);
      }
    }
  }

  private void crashed(Member member) {
    var exit = member.unwantedExit();
    if (exit.isPresent()) {
      log.incident(member.name() + " ended by itself with " + exit.getAsInt());
    }
    note(member.name() + " crashed");
    crashes.incrementAndGet();
    down.add(member);
    var order = new ArrayList<>(List.of(member));
    if (restart != Restart.CRASHED) {
      order.clear();
      order.addAll(cluster.members());
      order.removeIf(other -> !other.wasStarted());
      order.stream().filter(other -> !other.equals(member)).forEach(Member::kill);
      down.addAll(order);
      if (restart == Restart.AGENTS_FIRST) {
        order.add(order.remove(0));
      }
    }
    var wait = Duration.ofMillis(100);
    for (var next : order) {
      later(wait, () -> start(next, ""));
      wait = wait.plusMillis(1_000);
    }
  }

  // ---- supervisors ----

  private Optional<Supervisor> supervisor(int which) {
    var all = new ArrayList<Supervisor>();
    for (var node : FaultCluster.NODES) {
      var names = cluster.agentData(node).resolve("attempts").toFile().list();
      for (var name : names == null ? new String[0] : names) {
        AttemptKey.parse(name)
            .flatMap(key -> supervisorOf(key, cluster.agentData(node).resolve("attempts/" + name)))
            .ifPresent(all::add);
      }
    }
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(which % all.size()));
  }

  /** The one that claimed the attempt, if that very process still lives. */
  private static Optional<Supervisor> supervisorOf(AttemptKey key, Path directory) {
    try {
      var claim = Files.readString(directory.resolve("run")).split("\\s+", -1);
      if (claim.length < 3 || !claim[0].equals("supervisor")) {
        return Optional.empty();
      }
      return ProcEntry.read(Long.parseLong(claim[1]))
          .filter(p -> p.alive() && p.startTicks() == Long.parseLong(claim[2]))
          .map(p -> new Supervisor(key, p.pid()));
    } catch (IOException | NumberFormatException notClaimed) {
      return Optional.empty();
    }
  }

  private void killSupervisor(Supervisor victim) {
    lostSupervisors.add(victim.attempt());
    note("kill " + victim);
    ProcessHandle.of(victim.pid()).ifPresent(ProcessHandle::destroyForcibly);
  }

  private void pauseSupervisor(Supervisor victim, Duration length)
      throws IOException, InterruptedException {
    note("stop " + victim + " for " + length);
    stopped.add(victim.pid());
    Signals.send("STOP", victim.pid());
    later(length, () -> resumeSupervisor(victim.pid()));
  }

  private void resumeSupervisor(long pid) throws IOException, InterruptedException {
    if (stopped.remove(pid)) {
      Signals.send("CONT", pid);
    }
  }

  // ---- making everything good ----

  /** Mends, continues and starts everything; returns when that is done. Crashes stay possible. */
  void healAll() {
    after(Duration.ZERO, this::healNow).join();
  }

  private void healNow() throws IOException, InterruptedException {
    for (var agent = 0; agent < cluster.agents().size(); agent++) {
      cluster.proxy(agent).set(CutProxy.Mode.OPEN);
    }
    for (var pid : List.copyOf(stopped)) {
      resumeSupervisor(pid);
    }
    for (var member : cluster.members()) {
      member.resume();
      start(member, "");
    }
  }

  /** An action that may fail, which is written down then. */
  private interface Action {
    void run() throws IOException, InterruptedException;
  }

  private void later(Duration pause, Action action) {
    var unused = after(pause, action);
  }

  private CompletableFuture<Void> after(Duration pause, Action action) {
    var done = new CompletableFuture<Void>();
    try {
      var unused =
          thread.schedule(
              () -> {
                guarded(action).run();
                done.complete(null);
              },
              pause.toMillis(),
              TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      done.complete(null); // what comes after the end of the run is not done any more
    }
    return done;
  }

  private Runnable guarded(Action action) {
    return () -> {
      try {
        action.run();
      } catch (IOException | RuntimeException e) {
        log.incident("the harness failed: " + e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
  }

  /** Nothing is started or looked after any more. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
        log.incident("the harness hangs");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
