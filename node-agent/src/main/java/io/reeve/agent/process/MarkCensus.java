package io.reeve.agent.process;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.Orphan;
import io.reeve.agent.core.Sighting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
 * {@link OrphanCensus} by the mark in the environment. A process without any belongs where its
 * parent belongs; one with the mark of another agent, and everything below it, is never ours. The
 * supervisors have the mark from the spawner, and work in the directory of their attempt, also when
 * it was moved or deleted.
 */
final class MarkCensus implements OrphanCensus {
  private static final Logger log = LoggerFactory.getLogger(MarkCensus.class);
  private static final Comparator<ProcessIdentity> BY_PID =
      Comparator.comparingLong(ProcessIdentity::pid);

  private final Path data;
  private final String nodeMark;
  private final CgroupBase cgroups;
  private final Signals signals;
  private final Function<Collection<ProcessIdentity>, List<Sighting>> describe;

  /**
   * Makes it.
   *
   * @param data the agent's data directory
   * @param nodeMark its mark
   */
  MarkCensus(
      Path data,
      String nodeMark,
      CgroupBase cgroups,
      Signals signals,
      Function<Collection<ProcessIdentity>, List<Sighting>> describe) {
    this.data = data;
    this.nodeMark = nodeMark;
    this.cgroups = cgroups;
    this.signals = signals;
    this.describe = describe;
  }

  /** To whom a process belongs. */
  private record Owner(boolean ours, Optional<AttemptId> attempt, boolean supervisor) {
    static final Owner NOBODY = new Owner(false, Optional.empty(), false);
    static final Owner NAMELESS = new Owner(true, Optional.empty(), false);

    static Owner attempt(AttemptId id) {
      return new Owner(true, Optional.of(id), false);
    }
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

  /** One without a mark of its own, or with one that does not name an attempt, is its parent's. */
  private Owner ownerOf(ProcStat process, ProcTable table, Map<Long, Owner> known) {
    Owner before = known.get(process.pid());
    if (before != null) {
      return before;
    }
    known.put(process.pid(), Owner.NOBODY); // ends the walk where the table shows a circle
    Optional<Owner> own = mark(process);
    Owner owner = own.orElse(Owner.NOBODY);
    if (own.isEmpty() || own.get().equals(Owner.NAMELESS)) {
      Optional<Owner> parents =
          table.process(process.parent()).map(parent -> ownerOf(parent, table, known));
      owner = parents.filter(Owner::ours).map(MarkCensus::below).orElse(owner);
    }
    known.put(process.pid(), owner);
    return owner;
  }

  private static Owner below(Owner parent) {
    return new Owner(true, parent.attempt(), false);
  }

  /** What the process itself carries; empty when nothing, or when it is another one by now. */
  private Optional<Owner> mark(ProcStat process) {
    if (process.pid() == ProcessHandle.current().pid()) {
      return Optional.of(Owner.NOBODY);
    }
    String environment = "\0" + environment(process.pid());
    Optional<String> mark = value(environment, Marks.NODE);
    if (mark.isEmpty()) {
      return Optional.empty();
    }
    boolean same =
        ProcStat.read(process.pid())
            .filter(now -> now.identity().equals(process.identity()))
            .isPresent();
    if (!same) {
      return Optional.empty();
    }
    if (!mark.get().equals(nodeMark)) {
      return Optional.of(Owner.NOBODY);
    }
    Optional<AttemptId> attempt = value(environment, Marks.ATTEMPT).flatMap(MarkCensus::parse);
    return Optional.of(attempt.isPresent() ? Owner.attempt(attempt.get()) : byPlace(process.pid()));
  }

  /** A supervisor works in the directory of its attempt; the spawner in that of the agent. */
  private Owner byPlace(long pid) {
    try {
      String deleted = " (deleted)"; // what the kernel says of a directory that is gone
      String link = Files.readSymbolicLink(Path.of("/proc/" + pid + "/cwd")).toString();
      Path place =
          Path.of(
              link.endsWith(deleted) ? link.substring(0, link.length() - deleted.length()) : link);
      Path own = data.toRealPath();
      if (place.equals(own)) {
        return Owner.NOBODY;
      }
      Path parent = place.getParent();
      if (parent != null && own.equals(parent.getParent())) {
        return AttemptFiles.idIn(String.valueOf(place.getFileName()))
            .map(id -> new Owner(true, Optional.of(id), true))
            .orElse(Owner.NAMELESS);
      }
    } catch (IOException gone) {
      return Owner.NOBODY;
    }
    return Owner.NAMELESS;
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

  private static String environment(long pid) {
    try {
      return new String(
          Files.readAllBytes(Path.of("/proc/" + pid + "/environ")), StandardCharsets.ISO_8859_1);
    } catch (IOException goneOrForeign) {
      return "";
    }
  }

  private static Optional<String> value(String environment, String name) {
    int at = environment.indexOf("\0" + name + "=");
    if (at < 0) {
      return Optional.empty();
    }
    int begin = at + name.length() + 2;
    int end = environment.indexOf('\0', begin);
    return Optional.of(environment.substring(begin, end < 0 ? environment.length() : end));
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
