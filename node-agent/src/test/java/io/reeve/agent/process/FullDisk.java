package io.reeve.agent.process;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.StopSignal;
import io.reeve.agent.process.ProcessFact.NotStarted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Cancels attempts that were prepared and not started, on a disk that is full: the program of
 * {@link FullDiskTest}, in a mount namespace of its own. Arguments: a small file system, the
 * supervisor.
 */
final class FullDisk {
  private static final AttemptId FIRST = new AttemptId(1, 1, 0, 1);
  private static final AttemptId SECOND = new AttemptId(1, 2, 0, 1);

  private FullDisk() {}

  /** Exits with 0 only if all of it held. */
  public static void main(String[] args) throws Exception {
    Path disk = Path.of(args[0]);
    Path attempts = Files.createDirectories(disk.resolve("attempts"));
    AttemptFiles files = new AttemptFiles(attempts, Machine.bootId());
    files.prepare(spec(FIRST), false, Optional.empty());
    files.prepare(spec(SECOND), false, Optional.empty());

    fillBlocks(disk.resolve("filler"));
    requirePrevented(files, FIRST);
    requireNeverRuns(disk, args[1], FIRST);

    fillNames(disk);
    require(files.prevent(SECOND), "the start is prevented without room for a name");
    requireNeverRuns(disk, args[1], SECOND); // there is room for a claim now: the spec is gone
    require(Files.exists(attempts.resolve(SECOND + "/run")), "the late supervisor has claimed it");
  }

  private static LaunchSpec spec(AttemptId id) {
    String ran = "/dev/shm/reeve-ran-" + ProcessHandle.current().pid();
    return new LaunchSpec(
        id,
        List.of("/bin/mkdir", ran),
        Map.of(),
        "/",
        false,
        "/dev/null",
        "/dev/null",
        "/dev/null",
        StopSignal.SIGTERM,
        Duration.ZERO,
        Optional.empty(),
        Path.of("/no/lease"));
  }

  private static void requirePrevented(AttemptFiles files, AttemptId id) throws IOException {
    require(files.prevent(id), id + " is prevented");
    require(files.prevent(id), id + " is prevented, said again");
    NotStarted notStarted = new NotStarted(id, Optional.empty());
    require(files.latest(id).filter(notStarted::equals).isPresent(), id + " is told so");
  }

  /** A supervisor that comes later, too, leaves it alone. */
  private static void requireNeverRuns(Path disk, String supervisor, AttemptId id)
      throws Exception {
    Process late =
        new ProcessBuilder(supervisor, "--attempt", disk.toString(), id.toString())
            .inheritIO()
            .start();
    if (!late.waitFor(1, TimeUnit.SECONDS)) {
      late.destroyForcibly().waitFor(); // waits for room to say that it started nothing
    }
    require(
        !Files.exists(Path.of("/dev/shm/reeve-ran-" + ProcessHandle.current().pid())),
        id + " never runs");
  }

  private static void fillBlocks(Path filler) throws IOException {
    byte[] block = new byte[4096];
    try {
      while (true) {
        Files.write(filler, block, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      }
    } catch (IOException full) {
      require(!fits(filler.resolveSibling("probe")), "no byte fits");
    }
  }

  private static boolean fits(Path probe) throws IOException {
    try {
      Files.writeString(probe, "x");
      return true;
    } catch (IOException full) {
      return false;
    } finally {
      Files.deleteIfExists(probe);
    }
  }

  private static void fillNames(Path disk) {
    try {
      for (int i = 0; ; i++) {
        Files.createFile(disk.resolve("name-" + i));
      }
    } catch (IOException full) {
      require(!Files.exists(disk.resolve("probe")), "no name is left");
    }
  }

  private static void require(boolean held, String what) {
    if (!held) {
      throw new IllegalStateException("does not hold: " + what);
    }
  }
}
