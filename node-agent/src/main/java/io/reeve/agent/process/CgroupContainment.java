package io.reeve.agent.process;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Each attempt has a cgroup (version 2) of its own, in which its program was born: the kernel's
 * list of it is the attempt, and holds when the supervisor is killed, too. The supervisor is the
 * sub-reaper all the same, so that it knows how the program ended and finds what moved to another
 * cgroup, where a task has the right to.
 */
final class CgroupContainment extends SupervisorContainment {
  private final AttemptFiles files;

  CgroupContainment(
      AttemptFiles files,
      Signals signals,
      SignalLog signalLog,
      SessionScanContainment scan,
      Spawner spawner) {
    super(files, signals, signalLog, scan, spawner);
    this.files = files;
  }

  @Override
  public String name() {
    return "cgroup-v2";
  }

  @Override
  Function<RunningProcess, List<ProcStat>> look(List<RunningProcess> batch) {
    // Started by an agent that had no cgroups.
    List<RunningProcess> without =
        batch.stream().filter(process -> files.cgroup(process.id()).isEmpty()).toList();
    Function<RunningProcess, List<ProcStat>> trees =
        without.isEmpty() ? process -> List.of() : SubreaperContainment.treesOf(without);
    return process ->
        files.cgroup(process.id()).map(Cgroup::members).orElseGet(() -> trees.apply(process));
  }

  @Override
  public List<ProcessIdentity> remaining(RunningProcess process) {
    Set<ProcStat> all = new LinkedHashSet<>(look(List.of(process)).apply(process));
    all.addAll(SubreaperContainment.treesOf(List.of(process)).apply(process));
    return ProcStat.identities(all);
  }
}
