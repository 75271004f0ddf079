package io.reeve.agent.process;

import io.reeve.agent.core.AttemptId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
    Map<AttemptId, Cgroup> cgroups = new HashMap<>();
    List<RunningProcess> without = new ArrayList<>(); // started by an agent that had no cgroups
    for (RunningProcess process : batch) {
      files
          .cgroup(process.id())
          .ifPresentOrElse(cgroup -> cgroups.put(process.id(), cgroup), () -> without.add(process));
    }
    Function<RunningProcess, List<ProcStat>> trees =
        without.isEmpty() ? process -> List.of() : SubreaperContainment.treesOf(without);
    return process -> {
      Cgroup cgroup = cgroups.get(process.id());
      return cgroup == null ? trees.apply(process) : cgroup.members();
    };
  }

  @Override
  public List<ProcessIdentity> remaining(RunningProcess process) {
    Set<ProcStat> all = new LinkedHashSet<>(look(List.of(process)).apply(process));
    all.addAll(SubreaperContainment.treesOf(List.of(process)).apply(process));
    return ProcStat.identities(all);
  }
}
