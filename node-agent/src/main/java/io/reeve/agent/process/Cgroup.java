package io.reeve.agent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The cgroup (version 2) of one attempt: made and, in the usual course, removed by its supervisor.
 * One that is not there has no members.
 *
 * @param directory where the kernel shows it
 */
record Cgroup(Path directory) {
  private static final int LINKS_OF_A_LEAF = 2;

  /** The processes in it and below it that were so twice, with what was read of them in between. */
  List<ProcStat> members() {
    List<ProcStat> seen = pids().stream().flatMap(pid -> ProcStat.read(pid).stream()).toList();
    // A pid may have been given to a stranger before it was looked up; then it is in no list now.
    Set<Long> still = seen.isEmpty() ? Set.of() : pids();
    return seen.stream().filter(p -> p.alive() && still.contains(p.pid())).toList();
  }

  /** Whether the kernel counts a process in it or below it. */
  boolean populated() {
    try {
      return !Files.readString(directory.resolve("cgroup.events")).contains("populated 0");
    } catch (IOException e) {
      return Files.exists(directory) && !pids().isEmpty();
    }
  }

  /**
   * SIGKILL to all in it and below it, forks under way included, but for a process whose first
   * thread has ended.
   *
   * @return how many there were just before
   */
  int kill() throws IOException {
    int members = members().size();
    try {
      Files.writeString(directory.resolve("cgroup.kill"), "1", StandardOpenOption.WRITE);
    } catch (NoSuchFileException removed) {
      return 0;
    }
    return members;
  }

  /** Removes it with what the task made below it, if nobody is in it; else nothing happens. */
  void remove() {
    if (!populated()) {
      removeTree(directory);
      directory.toFile().getParentFile().delete(); // the agent's own, if this was the last in it
    }
  }

  /** Depth first, as only an empty one can be removed. */
  private static void removeTree(Path cgroup) {
    below(cgroup).forEach(Cgroup::removeTree);
    cgroup.toFile().delete();
  }

  /**
   * The kernel leaves out of the list of processes, and spares in {@code cgroup.kill}, one whose
   * first thread has ended while others go on: those are found by their threads, once no other is
   * there.
   */
  private Set<Long> pids() {
    Set<Long> pids = new HashSet<>();
    collect(directory, pids);
    return pids;
  }

  private static void collect(Path cgroup, Set<Long> pids) {
    try {
      List<String> processes = Files.readAllLines(cgroup.resolve("cgroup.procs"));
      processes.forEach(line -> pids.add(Long.parseLong(line)));
      if (processes.isEmpty()) {
        for (String thread : Files.readAllLines(cgroup.resolve("cgroup.threads"))) {
          ProcStat.processOf(Long.parseLong(thread)).ifPresent(pids::add);
        }
      }
    } catch (IOException removed) {
      return;
    }
    below(cgroup).forEach(child -> collect(child, pids));
  }

  private static List<Path> below(Path cgroup) {
    try {
      if (Files.getAttribute(cgroup, "unix:nlink") instanceof Integer links
          && links == LINKS_OF_A_LEAF) {
        return List.of(); // the usual case, for the price of one system call
      }
      try (Stream<Path> entries = Files.list(cgroup)) {
        return entries.filter(Files::isDirectory).toList();
      }
    } catch (IOException removed) {
      return List.of();
    }
  }
}
