package io.reeve.agent.testing;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.Sighting;
import io.reeve.agent.process.OrphanCensus;
import io.reeve.agent.process.ProcessIdentity;
import io.reeve.agent.process.Stray;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Processes that carry the mark because the test says so; each dies of the first kill. */
public final class FakeCensus implements OrphanCensus {
  private final Map<AttemptId, Stray> marked = new LinkedHashMap<>();
  private Runnable afterLook = () -> {};

  /** A process of the attempt is there. */
  public void add(AttemptId id, long pid) {
    List<ProcessIdentity> processes = List.of(new ProcessIdentity(pid, pid));
    marked.put(id, new Stray(Optional.of(id), List.of(), processes, Optional.empty()));
  }

  /** It ends. */
  public void remove(AttemptId id) {
    marked.remove(id);
  }

  /** Whether it is there. */
  public boolean has(AttemptId id) {
    return marked.containsKey(id);
  }

  /** Something that happens between a look and its evaluation. */
  public void afterLook(Runnable event) {
    afterLook = event;
  }

  @Override
  public List<Stray> look(Set<AttemptId> recorded) {
    List<Stray> found =
        marked.entrySet().stream()
            .filter(entry -> !recorded.contains(entry.getKey()))
            .map(Map.Entry::getValue)
            .toList();
    afterLook.run();
    return found;
  }

  @Override
  public int kill(Stray stray, boolean supervisors) {
    return marked.remove(stray.attempt().orElseThrow()) == null ? 0 : 1;
  }

  @Override
  public List<Sighting> describe(Stray stray) {
    return stray.processes().stream()
        .map(p -> new Sighting(p.pid(), "S", "", "root", "sleep", Optional.empty()))
        .toList();
  }

  @Override
  public boolean removeCgroup(Stray stray) {
    return false;
  }
}
