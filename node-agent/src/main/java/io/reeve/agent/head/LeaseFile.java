package io.reeve.agent.head;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The lease on disk, for a restarted agent. Bound to the boot id: after a reboot nothing runs that
 * it could be about, so it need not survive a power cut and is not forced.
 */
final class LeaseFile {
  private final Path file;
  private final String bootId;

  LeaseFile(Path file, String bootId) {
    this.file = file;
    this.bootId = bootId;
  }

  /**
   * What was granted.
   *
   * @param deadline when it runs out, monotonic; empty when none was ever granted in this boot
   * @param length how long it was, in nanoseconds
   * @param term the highest leader term seen
   */
  record Lease(Optional<Long> deadline, long length, long term) {
    static final Lease NONE = new Lease(Optional.empty(), 0, 0);
  }

  Lease read() throws IOException {
    try {
      String[] fields = Files.readString(file).strip().split(" ", -1);
      if (fields.length != 4) {
        return Lease.NONE;
      }
      boolean sameBoot = fields[0].equals(bootId);
      return new Lease(
          sameBoot ? Optional.of(Long.parseLong(fields[1])) : Optional.empty(),
          Long.parseLong(fields[2]),
          Long.parseLong(fields[3]));
    } catch (NoSuchFileException | NumberFormatException none) {
      return Lease.NONE;
    }
  }

  void write(long deadline, long length, long term) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(temporary, bootId + " " + deadline + " " + length + " " + term + "\n");
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
