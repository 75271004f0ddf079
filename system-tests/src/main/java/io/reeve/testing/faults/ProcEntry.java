package io.reeve.testing.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One process as the kernel shows it.
 *
 * @param pid its process id
 * @param parent process id of its parent
 * @param state the kernel's state letter
 * @param startTicks its start time in clock ticks since the boot
 */
record ProcEntry(long pid, long parent, char state, long startTicks) {
  private static final Path PROC = Path.of("/proc");
  private static final int STATE = 0; // fields behind the name, which ends with the last bracket
  private static final int PARENT = 1;
  private static final int START = 19;

  /** All processes' ids; some may be gone by the time they are looked at. */
  static List<Long> pids() {
    var pids = new ArrayList<Long>();
    var names = PROC.toFile().list();
    for (var name : names == null ? new String[0] : names) {
      if (Character.isDigit(name.charAt(0))) {
        pids.add(Long.parseLong(name));
      }
    }
    return pids;
  }

  /** The process with that id now; empty when there is none. */
  static Optional<ProcEntry> read(long pid) {
    var text = text(pid, "stat");
    var fields = text.substring(text.lastIndexOf(')') + 1).strip().split(" ", -1);
    return fields.length <= START
        ? Optional.empty()
        : Optional.of(
            new ProcEntry(
                pid,
                Long.parseLong(fields[PARENT]),
                fields[STATE].charAt(0),
                Long.parseLong(fields[START])));
  }

  /** False for a zombie: it only waits for its parent to look. */
  boolean alive() {
    return state != 'Z' && state != 'X';
  }

  boolean isSame(ProcEntry other) {
    return pid == other.pid && startTicks == other.startTicks;
  }

  /** The value of an environment variable it was started with; empty when it has none such. */
  Optional<String> variable(String name) {
    var prefix = name + "=";
    for (var entry : text(pid, "environ").split("\0", -1)) {
      if (entry.startsWith(prefix)) {
        return Optional.of(entry.substring(prefix.length()));
      }
    }
    return Optional.empty();
  }

  /** Its command line, blanks between the arguments; empty for a zombie or a kernel thread. */
  String command() {
    return text(pid, "cmdline").replace('\0', ' ').strip();
  }

  /** Its cgroups, a line for each hierarchy. */
  String cgroups() {
    return text(pid, "cgroup");
  }

  private static String text(long pid, String file) {
    try {
      return new String(
          Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve(file)),
          StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      return "";
    }
  }
}
