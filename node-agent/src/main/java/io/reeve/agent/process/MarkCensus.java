package io.reeve.agent.process;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.Orphan;
import io.reeve.agent.core.Sighting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link OrphanCensus} by descent from a supervisor, and by the mark in the environment of what has
 * none. A process without any belongs where its parent belongs; one with the mark of another agent,
 * and everything below it, is never ours.
 */
final class MarkCensus implements OrphanCensus {
  private static final Logger log = LoggerFactory.getLogger(MarkCensus.class);
  private static final Comparator<ProcessIdentity> BY_PID =
      Comparator.comparingLong(ProcessIdentity::pid);

  private final ProcessMarks marks;
  private final CgroupBase cgroups;
  private final Signals signals;
  private final Function<Collection<ProcessIdentity>, List<Sighting>> describe;

  /**
   * Makes it.
   *
   * @param marks what tells the processes of this agent from others
   */
  MarkCensus(
      ProcessMarks marks,
      CgroupBase cgroups,
      Signals signals,
      Function<Collection<ProcessIdentity>, List<Sighting>> describe) {
    this.marks = marks;
    this.cgroups = cgroups;
    this.signals = signals;
    this.describe = describe;
  }

  /** To whom a process belongs; supervised: a supervisor, or below one. */
  private record Owner(
      boolean ours, Optional<AttemptId> attempt, boolean supervisor, boolean supervised) {
    static final Owner NOBODY = new Owner(false, Optional.empty(), false, false);
  }

  @Override
  public List<Stray> look(Set<AttemptId> recorded) {
    Map<AttemptId, Gathered> found = new TreeMap<>();
    Gathered nameless = new Gathered();
    ProcTable table = ProcTable.all();
    Map<Long, Owner> owners = new HashMap<>();
    for (ProcStat process : table.processes()) {
      Owner owner = ownerOf(process, table, owners);
      if (owner.attempt().isPresent() && !recorded.contains(owner.attempt().get())) {
        found
            .computeIfAbsent(owner.attempt().get(), id -> new Gathered())
            .add(process.identity(), owner.supervisor());
      } else if (owner.ours() && owner.attempt().isEmpty()) {
        nameless.add(process.identity(), false);
      }
    }
    lookIntoCgroups(recorded, found);
    List<Stray> strays = new ArrayList<>();
    found.forEach((id, gathered) -> strays.add(gathered.stray(Optional.of(id), cgroupOf(id))));
    if (!nameless.processes.isEmpty()) {
      strays.add(nameless.stray(Optional.empty(), Optional.empty()));
    }
    return strays;
  }

  @Override
  public int kill(Stray stray, boolean supervisors) {
    int inCgroup = stray.cgroup().map(this::killCgroup).orElse(0);
    int killed = killEach(stray.processes()) + (supervisors ? killEach(stray.supervisors()) : 0);
    return Math.max(inCgroup, killed); // what dies of the first already is not counted twice
  }

  private int killCgroup(Path cgroup) {
    try {
      return new Cgroup(cgroup).kill();
    } catch (IOException e) {
      log.error("event=cgroup-not-killed path={} reason=\"{}\"", cgroup, e.toString());
      return 0;
    }
  }

  private int killEach(List<ProcessIdentity> processes) {
    int killed = 0;
    for (ProcessIdentity process : processes) {
      killed += signals.kill(process) ? 1 : 0;
    }
    return killed;
  }

  @Override
  public List<Sighting> describe(Stray stray) {
    return describe.apply(
        Stream.concat(stray.supervisors().stream(), stray.processes().stream())
            .sorted(BY_PID)
            .limit(Orphan.MAX_PROCESSES)
            .toList());
  }

  @Override
  public boolean removeCgroup(Stray stray) {
    Optional<Cgroup> cgroup = stray.cgroup().map(Cgroup::new);
    boolean empty = cgroup.filter(c -> !c.populated()).isPresent();
    if (empty) {
      cgroup.get().remove();
    }
    return empty;
  }

  /**
   * What is below a supervisor is of its attempt, whatever it carries; else its own mark counts,
   * and without one that of its parent.
   */
  private Owner ownerOf(ProcStat process, ProcTable table, Map<Long, Owner> known) {
    Owner before = known.get(process.pid());
    if (before != null) {
      return before;
    }
    known.put(process.pid(), Owner.NOBODY); // ends the walk where the table shows a circle
    ProcessMarks.Mark own = marks.of(process);
    Owner owner =
        switch (own.kind()) {
          case NOT_OURS -> Owner.NOBODY;
          case SUPERVISOR -> new Owner(true, own.attempt(), true, true);
          case ATTEMPT ->
              parent(process, table, known).filter(Owner::supervised).orElse(marked(own));
          case NAMELESS -> parent(process, table, known).orElse(marked(own));
          case NONE -> parent(process, table, known).orElse(Owner.NOBODY);
        };
    known.put(process.pid(), owner);
    return owner;
  }

  private static Owner marked(ProcessMarks.Mark own) {
    return new Owner(true, own.attempt(), false, false);
  }

  /** What a process gets from its parent, if that is ours. */
  private Optional<Owner> parent(ProcStat process, ProcTable table, Map<Long, Owner> known) {
    return table
        .process(process.parent())
        .map(parent -> ownerOf(parent, table, known))
        .filter(Owner::ours)
        .map(parent -> new Owner(true, parent.attempt(), false, parent.supervised()));
  }

  private void lookIntoCgroups(Set<AttemptId> recorded, Map<AttemptId, Gathered> found) {
    for (Cgroup cgroup : cgroups.existing()) {
      Optional<AttemptId> id = parse(String.valueOf(cgroup.directory().getFileName()));
      if (id.isPresent() && !recorded.contains(id.get()) && cgroup.populated()) {
        Gathered gathered = found.computeIfAbsent(id.get(), i -> new Gathered());
        cgroup.members().forEach(process -> gathered.add(process.identity(), false));
      }
    }
  }

  private Optional<Path> cgroupOf(AttemptId id) {
    return cgroups.of(id).map(Cgroup::directory).filter(Files::isDirectory);
  }

  private static Optional<AttemptId> parse(String text) {
    try {
      return Optional.of(AttemptId.parse(text));
    } catch (IllegalArgumentException notOne) {
      return Optional.empty();
    }
  }

  private static final class Gathered {
    private final Set<ProcessIdentity> supervisors = new HashSet<>();
    private final Set<ProcessIdentity> processes = new HashSet<>();

    void add(ProcessIdentity process, boolean supervisor) {
      (supervisor ? supervisors : processes).add(process);
    }

    Stray stray(Optional<AttemptId> attempt, Optional<Path> cgroup) {
      return new Stray(
          attempt,
          supervisors.stream().sorted(BY_PID).toList(),
          processes.stream().filter(p -> !supervisors.contains(p)).sorted(BY_PID).toList(),
          cgroup);
    }
  }
}
