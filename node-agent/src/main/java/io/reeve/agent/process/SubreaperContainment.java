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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The C supervisor is the sub-reaper: whatever the program forks, however often, with whatever
 * session, stays below it. So the tree under the supervisor is the attempt. The agent sends SIGTERM
 * itself; killing is the supervisor's work, on order, because only the parent can kill without any
 * chance of meeting a reused pid. Where no order can be given (the disk is full, the supervisor is
 * gone) the agent does with its own signals what it can: SIGTERM for every polite signal, and
 * SIGKILL to all it sees, which the rounds of killing repeat.
 */
final class SubreaperContainment implements Containment {
  private static final Logger log = LoggerFactory.getLogger(SubreaperContainment.class);
  private static final int SCAN_FROM = 12; // one look at all of /proc is cheaper from about here

  private final AttemptFiles files;
  private final Signals signals;
  private final SignalLog signalLog;
  private final SessionScanContainment withoutSupervisor;

  SubreaperContainment(
      AttemptFiles files, Signals signals, SignalLog signalLog, SessionScanContainment scan) {
    this.files = files;
    this.signals = signals;
    this.signalLog = signalLog;
    this.withoutSupervisor = scan;
  }

  @Override
  public String name() {
    return "subreaper";
  }

  @Override
  public Map<AttemptId, Integer> ask(List<Ask> batch) {
    return signalLog.after(StopSignal.SIGTERM, () -> askAll(batch));
  }

  /** Those for which the supervisor sends the signal are left out. */
  private Map<AttemptId, Integer> askAll(List<Ask> batch) {
    ProcTable table = look(batch);
    Map<AttemptId, Integer> reached = new HashMap<>();
    for (Ask ask : batch) {
      askOne(ask, table).ifPresent(count -> reached.put(ask.process().id(), count));
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
      boolean ordered = order(ask, ask.toKill());
      reached.put(ask.process().id(), ordered ? 0 : killFromHere(ask.process()));
    }
    return reached;
  }

  @Override
  public List<Sighting> remaining(RunningProcess process) {
    long supervisor = process.supervisor().pid();
    return Sightings.of(ProcTable.below(List.of(supervisor)).descendants(supervisor));
  }

  private Optional<Integer> askOne(Ask ask, ProcTable table) {
    List<ProcStat> tree = below(ask.process(), table);
    boolean stopped = tree.stream().anyMatch(ProcStat::stopped);
    if (agentSends(ask.signal())) {
      write(ask, ask.toWait(stopped, 0)); // the deadline is on disk first
      int reached = withoutSupervisor.terminateAll(tree);
      signals.terminate(ask.process().supervisor());
      return Optional.of(reached);
    }
    // One order, as the supervisor may see only the last.
    return order(ask, ask.toWait(stopped, ask.signal().number()))
        ? Optional.empty()
        : Optional.of(withoutSupervisor.terminateAll(tree));
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

  private int killFromHere(RunningProcess process) {
    ProcTable table = ProcTable.all();
    Set<ProcStat> all = new LinkedHashSet<>(below(process, table));
    all.addAll(withoutSupervisor.members(table, process));
    return signalLog.around(process.id(), StopSignal.SIGKILL, () -> withoutSupervisor.killAll(all));
  }

  /** The tree, while its root is the supervisor and not a later process with its number. */
  private static List<ProcStat> below(RunningProcess process, ProcTable table) {
    ProcessIdentity supervisor = process.supervisor();
    return ProcStat.read(supervisor.pid())
        .filter(now -> now.identity().equals(supervisor))
        .map(now -> table.descendants(supervisor.pid()))
        .orElse(List.of());
  }

  private static ProcTable look(List<Ask> batch) {
    return batch.size() >= SCAN_FROM
        ? ProcTable.all()
        : ProcTable.below(batch.stream().map(a -> a.process().supervisor().pid()).toList());
  }
}
