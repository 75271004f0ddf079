package io.reeve.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads what the kernel says of processes. */
public final class Proc {
  private Proc() {}

  /** Resident memory in KiB. */
  public static long residentKib(long pid) throws IOException {
    return field(Path.of("/proc", Long.toString(pid), "status"), "VmRSS:");
  }

  /** Proportional share of memory in KiB: pages that processes share are counted once in all. */
  public static long proportionalKib(long pid) throws IOException {
    return field(Path.of("/proc", Long.toString(pid), "smaps_rollup"), "Pss:");
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
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    new ProcessBuilder(jcmd, Long.toString(pid), "GC.run")
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
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
