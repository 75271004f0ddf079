package io.reeve.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what the kernel says of processes. */
public final class Proc {
  private static final long TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux

  /** A line of GC.heap_info about a generation: {@code def new generation total 1K, used 1K}. */
  private static final Pattern USED = Pattern.compile("^ ?(\\S.*) total \\d+K, used (\\d+)K");

  private Proc() {}

  /** Resident memory in KiB. */
  public static long residentKib(long pid) throws IOException {
    return field(Path.of("/proc", Long.toString(pid), "status"), "VmRSS:");
  }

  /** Proportional share of memory in KiB: pages that processes share are counted once in all. */
  public static long proportionalKib(long pid) throws IOException {
    return field(Path.of("/proc", Long.toString(pid), "smaps_rollup"), "Pss:");
  }

  /** How many threads it has. */
  public static long threads(long pid) throws IOException {
    return field(Path.of("/proc", Long.toString(pid), "status"), "Threads:");
  }

  /** Processor time it has used, in user and kernel mode, to the hundredth of a second. */
  public static Duration cpuTime(long pid) throws IOException {
    var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    var ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    return Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND);
  }

  /** Heap that a JVM uses, in KiB, garbage included: see {@link #collect}. */
  public static long heapKib(long pid) throws IOException {
    var process = jcmd(pid, "GC.heap_info");
    try (var lines = process.inputReader()) {
      return lines
          .lines()
          .map(USED::matcher)
          .filter(Matcher::find)
          .filter(used -> !used.group(1).contains("Metaspace"))
          .mapToLong(used -> Long.parseLong(used.group(2)))
          .sum();
    }
  }

  /** All of its command line, which ProcessHandle cuts; empty when it is gone. */
  public static String commandLine(long pid) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline")).replace('\0', ' ');
    } catch (IOException e) {
      return "";
    }
  }

  /** Processes whose short name starts so. */
  public static List<Long> named(String prefix) {
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(pid -> name(pid).startsWith(prefix))
        .toList();
  }

  /**
   * Asks a JVM for a full collection, so that its memory is what it holds and not what it has not
   * yet thrown away.
   */
  public static void collect(long pid) throws IOException, InterruptedException {
    try (var lines = jcmd(pid, "GC.run").inputReader()) {
      lines.lines().forEach(line -> {}); // its end is the end of the collection
    }
  }

  private static Process jcmd(long pid, String command) throws IOException {
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    return new ProcessBuilder(jcmd, Long.toString(pid), command).redirectErrorStream(true).start();
  }

  private static String name(long pid) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), "comm")).strip();
    } catch (IOException e) {
      return ""; // gone meanwhile
    }
  }

  private static long field(Path file, String key) throws IOException {
    for (var line : Files.readAllLines(file)) {
      if (line.startsWith(key)) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException(key + " not in " + file);
  }
}
