package io.reeve.agent.process;

import java.util.List;
import java.util.function.Function;

/**
 * The C supervisor is the sub-reaper: whatever the program forks, however often, with whatever
 * session, stays below it. So the tree under the supervisor is the attempt, for as long as the
 * supervisor lives.
 */
final class SubreaperContainment extends SupervisorContainment {
  private static final int SCAN_FROM = 12; // one look at all of /proc is cheaper from about here

  private final String reason;

  /**
   * Makes it.
   *
   * @param reason why it and not a cgroup; empty when that was not asked for
   */
  SubreaperContainment(
      AttemptFiles files,
      Signals signals,
      SignalLog signalLog,
      SessionScanContainment scan,
      Spawner spawner,
      String reason) {
    super(files, signals, signalLog, scan, spawner);
    this.reason = reason;
  }

  @Override
  public String name() {
    return "subreaper";
  }

  @Override
  public String description() {
    return reason.isEmpty() ? name() : name() + " (no cgroup: " + reason + ")";
  }

  @Override
  Function<RunningProcess, List<ProcStat>> look(List<RunningProcess> batch) {
    return treesOf(batch);
  }

  static Function<RunningProcess, List<ProcStat>> treesOf(List<RunningProcess> batch) {
    ProcTable table =
        batch.size() >= SCAN_FROM
            ? ProcTable.all()
            : ProcTable.below(batch.stream().map(p -> p.supervisor().pid()).toList());
    return process -> below(process, table);
  }

  /** The tree, while its root is the supervisor and not a later process with its number. */
  static List<ProcStat> below(RunningProcess process, ProcTable table) {
    ProcessIdentity supervisor = process.supervisor();
    return ProcStat.read(supervisor.pid())
        .filter(now -> now.identity().equals(supervisor))
        .map(now -> table.descendants(supervisor.pid()))
        .orElse(List.of());
  }
}
