package io.reeve.agent.process;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One line of {@code /proc/PID/stat}. */
record ProcStat(long pid, char state, long parent, long session, int threads, long startTicks) {
  private static final int THREADS = 17; // field 20
  private static final int START_TICKS = 19; // field 22; field 3, the state, is 0 here
  private static final int LINE_BYTES = 1024;

  /** Reads it; empty when there is no such process (any more). */
  static Optional<ProcStat> read(long pid) {
    byte[] line = new byte[LINE_BYTES];
    try (FileInputStream in = new FileInputStream("/proc/" + pid + "/stat")) {
      int length = in.read(line);
      return length <= 0 ? Optional.empty() : Optional.of(parse(pid, line, length));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  /** The process that a thread is of; empty when there is no such thread (any more). */
  static Optional<Long> processOf(long thread) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + thread + "/status"))) {
      return lines
          .filter(line -> line.startsWith("Tgid:"))
          .findFirst()
          .map(line -> Long.parseLong(line.substring("Tgid:".length()).strip()));
    } catch (IOException | UncheckedIOException gone) {
      return Optional.empty();
    }
  }

  static ProcStat parse(long pid, byte[] line, int length) {
    String text = new String(line, 0, length, StandardCharsets.ISO_8859_1);
    // The name is in parentheses and may hold anything, parentheses and line ends too.
    String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", START_TICKS + 2);
    return new ProcStat(
        pid,
        fields[0].charAt(0),
        Long.parseLong(fields[1]),
        Long.parseLong(fields[3]),
        Integer.parseInt(fields[THREADS]),
        Long.parseLong(fields[START_TICKS]));
  }

  ProcessIdentity identity() {
    return new ProcessIdentity(pid, startTicks);
  }

  /** What they are, by process id. */
  static List<ProcessIdentity> identities(Collection<ProcStat> processes) {
    return processes.stream()
        .map(ProcStat::identity)
        .sorted(Comparator.comparingLong(ProcessIdentity::pid))
        .toList();
  }

  /**
   * Zombies run nothing: they only wait to be counted by their parent. One whose first thread ended
   * while another goes on only looks like it.
   */
  boolean alive() {
    return !firstThreadEnded() || threads > 1;
  }

  /** The state is that of the first thread: this one says nothing about the others. */
  boolean firstThreadEnded() {
    return state == 'Z' || state == 'X';
  }

  boolean stopped() {
    return state == 'T' || state == 't';
  }
}
