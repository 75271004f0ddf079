package io.reeve.agent.process;

import io.reeve.agent.core.AttemptId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what processes carry of {@link Marks}. The supervisors have the mark of the node from the
 * spawner, and work in the directory of their attempt, also when it was moved or deleted.
 *
 * <p>A task may put any attempt into the environment of its children, for instance when it restores
 * an environment that an earlier attempt saved. So the mark of a process that has a supervisor
 * above it says nothing: it is of the attempt of that supervisor.
 */
final class ProcessMarks {
  private final Path data;
  private final String nodeMark;

  /**
   * Makes it.
   *
   * @param data the agent's data directory
   * @param nodeMark its mark
   */
  ProcessMarks(Path data, String nodeMark) {
    this.data = data;
    this.nodeMark = nodeMark;
  }

  /** What a process says of itself. */
  enum Kind {
    /** Nothing. */
    NONE,
    /** It is of another agent, or this agent itself, or its spawner. */
    NOT_OURS,
    /** It supervises the attempt. */
    SUPERVISOR,
    /** It carries the attempt. */
    ATTEMPT,
    /** It carries the mark of this node and no attempt. */
    NAMELESS
  }

  /** The mark of one process; the attempt is there for SUPERVISOR and ATTEMPT. */
  record Mark(Kind kind, Optional<AttemptId> attempt) {
    private static final Mark NONE = new Mark(Kind.NONE, Optional.empty());
    private static final Mark NOT_OURS = new Mark(Kind.NOT_OURS, Optional.empty());
    private static final Mark NAMELESS = new Mark(Kind.NAMELESS, Optional.empty());
  }

  /** What the process itself carries; nothing, too, when it is another one by now. */
  Mark of(ProcStat process) {
    if (process.pid() == ProcessHandle.current().pid()) {
      return Mark.NOT_OURS;
    }
    String environment = "\0" + environment(process.pid());
    Optional<String> node = value(environment, Marks.NODE);
    if (node.isEmpty() || !isSame(process)) {
      return Mark.NONE;
    }
    if (!node.get().equals(nodeMark)) {
      return Mark.NOT_OURS;
    }
    Optional<AttemptId> attempt = value(environment, Marks.ATTEMPT).flatMap(ProcessMarks::parse);
    return attempt.isPresent() ? new Mark(Kind.ATTEMPT, attempt) : byPlace(process.pid());
  }

  /** The attempt of the nearest supervisor above a process; empty when there is none. */
  Optional<AttemptId> supervisedAs(ProcStat process, ProcTable table) {
    Set<Long> seen = new HashSet<>(); // the table may show a circle
    Optional<ProcStat> above = table.process(process.parent());
    while (above.isPresent() && seen.add(above.get().pid())) {
      Mark mark = of(above.get());
      if (mark.kind() == Kind.SUPERVISOR) {
        return mark.attempt();
      }
      above = table.process(above.get().parent());
    }
    return Optional.empty();
  }

  private static boolean isSame(ProcStat process) {
    return ProcStat.read(process.pid())
        .filter(now -> now.identity().equals(process.identity()))
        .isPresent();
  }

  /** A supervisor works in the directory of its attempt; the spawner in that of the agent. */
  private Mark byPlace(long pid) {
    try {
      String deleted = " (deleted)"; // what the kernel says of a directory that is gone
      String link = Files.readSymbolicLink(Path.of("/proc/" + pid + "/cwd")).toString();
      Path place =
          Path.of(
              link.endsWith(deleted) ? link.substring(0, link.length() - deleted.length()) : link);
      Path own = data.toRealPath();
      if (place.equals(own)) {
        return Mark.NOT_OURS;
      }
      Path parent = place.getParent();
      if (parent != null && own.equals(parent.getParent())) {
        return AttemptFiles.idIn(String.valueOf(place.getFileName()))
            .map(id -> new Mark(Kind.SUPERVISOR, Optional.of(id)))
            .orElse(Mark.NAMELESS);
      }
    } catch (IOException gone) {
      return Mark.NOT_OURS;
    }
    return Mark.NAMELESS;
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
}
