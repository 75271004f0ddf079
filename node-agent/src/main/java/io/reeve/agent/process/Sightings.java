package io.reeve.agent.process;

import io.reeve.agent.core.Sighting;
import io.reeve.agent.core.Time;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Describes processes for people. What cannot be read, because it ended meanwhile, is left empty.
 */
final class Sightings {
  /**
   * {@code USER_HZ}: the same on every platform Linux and Java share, whatever the kernel's own.
   */
  private static final long NANOS_PER_TICK = 10_000_000;

  private static final double NANOS_PER_SECOND = 1e9;

  private final Time time;

  Sightings(Time time) {
    this.time = time;
  }

  /** What can be told of it; empty when it is gone. */
  Optional<Sighting> of(ProcessIdentity process) {
    return ProcStat.read(process.pid())
        .filter(now -> now.identity().equals(process))
        .map(this::describe);
  }

  /** The same without what may hang on a process that is stuck: its owner and its command. */
  Optional<Sighting> brief(ProcessIdentity process) {
    return ProcStat.read(process.pid())
        .filter(now -> now.identity().equals(process))
        .map(this::brief);
  }

  private Sighting describe(ProcStat process) {
    Sighting brief = brief(process);
    Path directory = directory(process);
    return new Sighting(
        brief.pid(),
        brief.state(),
        brief.waitChannel(),
        owner(directory),
        command(directory),
        brief.startTime());
  }

  private Sighting brief(ProcStat process) {
    ProcStat shown =
        process.firstThreadEnded() ? workingThread(process, directory(process)) : process;
    String channel = text(Path.of("/proc/" + shown.pid() + "/wchan"));
    return new Sighting(
        process.pid(),
        String.valueOf(shown.state()),
        channel.equals("0") ? "" : channel,
        "",
        "",
        startTime(process.startTicks()));
  }

  private static Path directory(ProcStat process) {
    return Path.of("/proc/" + process.pid());
  }

  /** What holds a process whose first thread has ended is one of the others, if there is one. */
  private static ProcStat workingThread(ProcStat process, Path directory) {
    String[] threads = new File(directory.toFile(), "task").list();
    for (String thread : threads == null ? new String[0] : threads) {
      Optional<ProcStat> found = ProcStat.read(Long.parseLong(thread)); // a thread answers as well
      if (found.isPresent() && !found.get().firstThreadEnded()) {
        return found.get();
      }
    }
    return process;
  }

  /**
   * The files of a process that may not be looked into (setuid programs) belong to root instead of
   * its user: then the name that they would give is not its name.
   */
  private static String owner(Path directory) {
    String number = field(text(directory.resolve("status")), "Uid:");
    try {
      Object ofFiles = Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS);
      return number.equals(ofFiles.toString()) ? Files.getOwner(directory).getName() : number;
    } catch (IOException gone) {
      return number;
    }
  }

  /** The first word after the label, at the beginning of a line. */
  private static String field(String text, String label) {
    int at = ("\n" + text).indexOf("\n" + label);
    return at < 0 ? "" : text.substring(at + label.length()).strip().split("\\s", 2)[0];
  }

  private static String command(Path directory) {
    String line = text(directory.resolve("cmdline")).replace('\0', ' ').strip();
    String command = line.isEmpty() ? "[" + text(directory.resolve("comm")) + "]" : line;
    int end = Math.min(Sighting.MAX_COMMAND, command.length());
    return printable(command.substring(0, end));
  }

  /** A program chooses its own command line: control characters must not reach a terminal. */
  private static String printable(String command) {
    return command.replaceAll("\\p{Cntrl}", "?").strip();
  }

  private Optional<Instant> startTime(long ticks) {
    try {
      double uptime = Double.parseDouble(text(Path.of("/proc/uptime")).split(" ", -1)[0]);
      long ago = (long) (uptime * NANOS_PER_SECOND) - ticks * NANOS_PER_TICK;
      return Optional.of(time.wall().minusNanos(Math.max(0, ago)));
    } catch (NumberFormatException notThere) {
      return Optional.empty();
    }
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
    } catch (IOException gone) {
      return "";
    }
  }
}
