package io.reeve.agent.process;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.StopSignal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the processes of an attempt without the help of a sub-reaper: by descent from the program,
 * by its session, and by the mark in their environment; what another supervisor has below it is of
 * that one's attempt all the same. A process that left all three (double fork, setsid, cleared
 * environment) is not seen: docs and the head of {@code reeve-supervisor.sh} say so. Also used for
 * attempts whose supervisor was killed.
 *
 * <p>SIGTERM is the only polite signal it can send: Java knows no other, and sh supervisors take no
 * orders.
 */
final class SessionScanContainment implements Containment {
  private static final Logger log = LoggerFactory.getLogger(SessionScanContainment.class);

  private final AttemptFiles files;
  private final Signals signals;
  private final SignalLog signalLog;
  private final ProcessMarks marks;

  /** Attempts whose session was seen to be over: its number may be anybody's from then on. */
  private final Set<AttemptId> sessionsOver = ConcurrentHashMap.newKeySet();

  SessionScanContainment(
      AttemptFiles files, Signals signals, SignalLog signalLog, ProcessMarks marks) {
    this.files = files;
    this.signals = signals;
    this.signalLog = signalLog;
    this.marks = marks;
  }

  @Override
  public String name() {
    return "session-scan";
  }

  @Override
  public Map<AttemptId, Integer> ask(List<Ask> batch) {
    return signalLog.after(StopSignal.SIGTERM, () -> askAll(batch));
  }

  private Map<AttemptId, Integer> askAll(List<Ask> batch) {
    Map<AttemptId, Integer> reached = new HashMap<>();
    ProcTable table = ProcTable.all();
    for (Ask ask : batch) {
      AttemptId id = ask.process().id();
      shorten(ask);
      List<ProcStat> members = members(table, ask.process());
      members.stream().filter(ProcStat::stopped).forEach(process -> warnOfStopped(id, process));
      reached.put(id, terminateAll(members));
    }
    return reached;
  }

  private static void warnOfStopped(AttemptId id, ProcStat process) {
    log.warn(
        "event=stopped-process attempt={} pid={}: cannot be continued without the C supervisor",
        id,
        process.pid());
  }

  @Override
  public void shorten(Ask ask) {
    AttemptId id = ask.process().id();
    try {
      files.order(id, ask.toWait(false, 0));
    } catch (IOException e) {
      log.error("event=order-not-written attempt={} reason=\"{}\"", id, e.toString());
    }
  }

  @Override
  public Map<AttemptId, Integer> kill(List<Ask> batch) {
    Map<AttemptId, Integer> reached = new HashMap<>();
    ProcTable table = ProcTable.all();
    for (Ask ask : batch) {
      shorten(ask); // that it was ended by us must be on disk: the shell's exit code alone does not
      // tell
      AttemptId id = ask.process().id();
      List<ProcStat> members = members(table, ask.process());
      reached.put(id, signalLog.around(id, StopSignal.SIGKILL, () -> killAll(members)));
    }
    return reached;
  }

  @Override
  public List<ProcessIdentity> remaining(RunningProcess process) {
    return ProcStat.identities(members(ProcTable.all(), process));
  }

  /** Every process found, in one look at the table. */
  List<ProcStat> members(ProcTable table, RunningProcess process) {
    noteEndOfSession(table, process);
    Set<Long> seen = new HashSet<>();
    List<ProcStat> found = new ArrayList<>();
    for (ProcStat candidate : table.processes()) {
      if (belongs(candidate, process, table) && seen.add(candidate.pid())) {
        found.add(candidate);
      }
    }
    for (ProcStat root : List.copyOf(found)) {
      for (ProcStat below : table.descendants(root.pid())) {
        if (seen.add(below.pid())) {
          found.add(below);
        }
      }
    }
    return found;
  }

  private boolean belongs(ProcStat candidate, RunningProcess process, ProcTable table) {
    if (candidate.identity().equals(process.supervisor())) {
      return false;
    }
    // Older than the supervisor: cannot be of this attempt. This also spares reading most
    // environments.
    if (candidate.startTicks() < process.supervisor().startTicks()) {
      return false;
    }
    return (inSession(candidate, process) || isMarked(candidate, process))
        && marks.supervisedAs(candidate, table).filter(id -> !id.equals(process.id())).isEmpty();
  }

  /**
   * A pid is not given out again while it is in use as the id of a session, so the same number
   * means the same session until nobody was in it, or another process has the number.
   */
  private boolean inSession(ProcStat candidate, RunningProcess process) {
    return !sessionsOver.contains(process.id())
        && process.program().filter(program -> candidate.session() == program.pid()).isPresent();
  }

  /** What is missed here because it was forked just now would be missed by the look as well. */
  private void noteEndOfSession(ProcTable table, RunningProcess process) {
    process
        .program()
        .filter(program -> isReused(table, program) || isEmpty(table, program.pid()))
        .ifPresent(over -> sessionsOver.add(process.id()));
  }

  private static boolean isReused(ProcTable table, ProcessIdentity leader) {
    return table.process(leader.pid()).filter(now -> !now.identity().equals(leader)).isPresent();
  }

  private static boolean isEmpty(ProcTable table, long session) {
    return table.processes().stream().noneMatch(process -> process.session() == session);
  }

  /** The attempt is over and acknowledged. Any thread. */
  void forget(AttemptId id) {
    sessionsOver.remove(id);
  }

  private boolean isMarked(ProcStat candidate, RunningProcess process) {
    ProcessMarks.Mark mark = marks.of(candidate);
    return mark.kind() == ProcessMarks.Kind.ATTEMPT
        && mark.attempt().filter(process.id()::equals).isPresent();
  }

  int terminateAll(Collection<ProcStat> processes) {
    int asked = 0;
    for (ProcStat process : processes) {
      asked += signals.terminate(process.identity()) ? 1 : 0;
    }
    return asked;
  }

  int killAll(Collection<ProcStat> processes) {
    int killed = 0;
    for (ProcStat process : processes) {
      killed += signals.kill(process.identity()) ? 1 : 0;
    }
    return killed;
  }

  /** Whether the signal can be sent at all. */
  static boolean canSend(StopSignal signal) {
    return signal == StopSignal.SIGTERM;
  }
}
