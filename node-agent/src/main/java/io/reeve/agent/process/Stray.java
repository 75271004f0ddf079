package io.reeve.agent.process;

import io.reeve.agent.core.AttemptId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Processes that belong to one attempt by the mark they carry, by descent from such a process or
 * from a supervisor, or by their cgroup.
 *
 * @param attempt the attempt; empty for those whose mark does not say
 * @param supervisors its supervisors, of which there is one at most unless somebody plays tricks
 * @param processes all others, by process id
 * @param cgroup its cgroup; empty when it has none
 */
public record Stray(
    Optional<AttemptId> attempt,
    List<ProcessIdentity> supervisors,
    List<ProcessIdentity> processes,
    Optional<Path> cgroup) {

  /** How many processes. */
  public int size() {
    return supervisors.size() + processes.size();
  }

  /** Whether one of its processes is one of the other's. */
  public boolean overlaps(Stray other) {
    return processes.stream().anyMatch(other.processes::contains)
        || supervisors.stream().anyMatch(other.supervisors::contains);
  }
}
