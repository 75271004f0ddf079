package io.reeve.agent.process;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.StopSignal;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Containment with the help of the C supervisor. The agent sends SIGTERM itself; killing is the
 * supervisor's work, on order: only the parent can kill without any chance of meeting a reused pid,
 * and only one who kills can count. Where no order can be given (the disk is full, the supervisor
 * is gone or stopped) the agent does what it can: SIGTERM for every polite signal, {@code
 * cgroup.kill} where there is a cgroup, and SIGKILL to all it sees, which the rounds of killing
 * repeat. A stopped supervisor of which nothing is left is continued: the slots are held until it
 * says how the end came.
 */
abstract class SupervisorContainment implements Containment {
  private static final Logger log = LoggerFactory.getLogger(SupervisorContainment.class);

  private final AttemptFiles files;
  private final Signals signals;
  private final SignalLog signalLog;
  private final SessionScanContainment withoutSupervisor;
  private final Spawner spawner;

  SupervisorContainment(
      AttemptFiles files,
      Signals signals,
      SignalLog signalLog,
      SessionScanContainment scan,
      Spawner spawner) {
    this.files = files;
    this.signals = signals;
    this.signalLog = signalLog;
    this.withoutSupervisor = scan;
    this.spawner = spawner;
  }

  /** One look for many attempts; what it gives is asked at once. */
  abstract Function<RunningProcess, List<ProcStat>> look(List<RunningProcess> batch);

  @Override
  public Map<AttemptId, Integer> ask(List<Ask> batch) {
    return signalLog.after(StopSignal.SIGTERM, () -> askAll(batch));
  }

  /** Those for which the supervisor sends the signal are left out. */
  private Map<AttemptId, Integer> askAll(List<Ask> batch) {
    Function<RunningProcess, List<ProcStat>> found =
        look(batch.stream().map(Ask::process).toList());
    Map<AttemptId, Integer> reached = new HashMap<>();
    for (Ask ask : batch) {
      askOne(ask, found.apply(ask.process()))
          .ifPresent(count -> reached.put(ask.process().id(), count));
    }
    return reached;
  }

  @Override
  public void shorten(Ask ask) {
    order(ask, ask.toWait(false, 0));
  }

  @Override
  public Map<AttemptId, Integer> kill(List<Ask> batch) {
    Map<AttemptId, Integer> reached = new HashMap<>();
    for (Ask ask : batch) {
      RunningProcess process = ask.process();
      boolean ordered = order(ask, ask.toKill()) && !isStopped(process.supervisor());
      reached.put(process.id(), ordered ? 0 : killFromHere(process));
    }
    return reached;
  }

  @Override
  public List<ProcessIdentity> remaining(RunningProcess process) {
    return ProcStat.identities(look(List.of(process)).apply(process));
  }

  private Optional<Integer> askOne(Ask ask, List<ProcStat> members) {
    boolean stopped = members.stream().anyMatch(ProcStat::stopped);
    if (agentSends(ask.signal())) {
      write(ask, ask.toWait(stopped, 0)); // the deadline is on disk first
      int reached = withoutSupervisor.terminateAll(members);
      signals.terminate(ask.process().supervisor());
      return Optional.of(reached);
    }
    // One order, as the supervisor may see only the last.
    return order(ask, ask.toWait(stopped, ask.signal().number()))
        ? Optional.empty()
        : Optional.of(withoutSupervisor.terminateAll(members));
  }

  /** Java knows no other: the supervisor sends those. */
  static boolean agentSends(StopSignal polite) {
    return polite == StopSignal.SIGTERM;
  }

  /** Writes the order and wakes the supervisor; false when it cannot know of it. */
  private boolean order(Ask ask, OrderFile order) {
    return write(ask, order) && signals.terminate(ask.process().supervisor());
  }

  private boolean write(Ask ask, OrderFile order) {
    AttemptId id = ask.process().id();
    try {
      files.order(id, order);
      return true;
    } catch (IOException e) {
      log.error("event=order-not-written attempt={} reason=\"{}\"", id, e.toString());
      return false;
    }
  }

  /** A hostile program may have stopped its supervisor: the order waits, the kill does not. */
  private static boolean isStopped(ProcessIdentity supervisor) {
    return ProcStat.read(supervisor.pid())
        .filter(now -> now.identity().equals(supervisor))
        .filter(ProcStat::stopped)
        .isPresent();
  }

  private int killFromHere(RunningProcess process) {
    Set<ProcStat> seen = allSeen(process);
    if (seen.isEmpty() && isStopped(process.supervisor())) {
      proceed(process);
      return 0;
    }
    return signalLog.around(
        process.id(),
        StopSignal.SIGKILL,
        () -> {
          int members = killCgroup(process.id());
          // What dies of it already is not counted twice; what left it is not spared.
          return Math.max(members, withoutSupervisor.killAll(seen));
        });
  }

  private int killCgroup(AttemptId id) {
    try {
      Optional<Cgroup> cgroup = files.cgroup(id);
      return cgroup.isPresent() ? cgroup.get().kill() : 0;
    } catch (IOException e) {
      log.error("event=cgroup-not-killed attempt={} reason=\"{}\"", id, e.toString());
      return 0;
    }
  }

  /** Nobody is left who could stop it again. */
  private void proceed(RunningProcess process) {
    log.warn(
        "event=supervisor-continued attempt={} pid={}: somebody stopped it",
        process.id(),
        process.supervisor().pid());
    try {
      spawner.proceed(process.supervisor());
    } catch (IOException e) { // the next round tries again
      log.error(
          "event=supervisor-not-continued attempt={} reason=\"{}\"", process.id(), e.toString());
    }
  }

  private Set<ProcStat> allSeen(RunningProcess process) {
    ProcTable table = ProcTable.all();
    Set<ProcStat> all = new LinkedHashSet<>(SubreaperContainment.below(process, table));
    all.addAll(withoutSupervisor.members(table, process));
    files.cgroup(process.id()).ifPresent(cgroup -> all.addAll(cgroup.members()));
    return all;
  }
}
