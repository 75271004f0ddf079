package io.reeve.agent.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a test left running: the supervisors on its data directory and what carries its mark. And
 * its cgroups, which killed supervisors did not remove.
 */
public final class Leftovers {
  private static final int MOST_ROUNDS = 200;

  private Leftovers() {}

  /** Ends all of it; what is killed may leave children, so it looks until nothing is found. */
  public static void end(Path data) throws IOException {
    List<Long> found = find(data);
    for (int round = 0; !found.isEmpty(); round++) {
      if (round == MOST_ROUNDS) {
        throw new IllegalStateException("cannot be ended: " + found);
      }
      for (long pid : found) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      }
      found = find(data);
    }
    if (TestCgroups.top().isPresent() && Files.exists(data.resolve("mark"))) {
      TestCgroups.remove(data);
    }
  }

  /** Processes of attempts on this data directory. */
  private static List<Long> find(Path data) throws IOException {
    Path mark = data.resolve("mark");
    String marked = Files.exists(mark) ? "REEVE_MARK=" + Files.readString(mark).strip() : "";
    List<Long> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
      for (Path process : all) {
        boolean carriesMark =
            !marked.isEmpty() && textOf(process.resolve("environ")).contains(marked);
        if (carriesMark || attemptsBelow(data, process)) {
          found.add(Long.parseLong(process.getFileName().toString()));
        }
      }
    }
    return found;
  }

  /** A supervisor, and nobody else, works in the directory of an attempt. */
  private static boolean attemptsBelow(Path data, Path process) {
    try {
      Path workDir = Files.readSymbolicLink(process.resolve("cwd"));
      return workDir.startsWith(data.toRealPath().resolve("attempts"));
    } catch (IOException goneOrForeign) {
      return false;
    }
  }

  private static String textOf(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException goneOrForeign) {
      return "";
    }
  }
}
