package io.reeve.agent.head;

import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;

/**
 * The lease on disk, for a restarted agent and for the supervisors, who let nothing run longer, see
 * {@code lease.c}. Bound to the boot id: after a reboot nothing runs that it could be about, so it
 * need not survive a power cut and is not forced.
 *
 * <p>One line, {@code 1 BOOT_ID DEADLINE LENGTH TERM DEADLINE end}, always of the same size: on a
 * full disk it is overwritten where it is, which needs no room. The deadline is there twice so that
 * a reader notices when it sees half of such a change.
 */
final class LeaseFile {
  private static final int FIELDS = 7;

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
      if (fields.length != FIELDS || !fields[2].equals(fields[5])) {
        return Lease.NONE;
      }
      boolean sameBoot = fields[1].equals(bootId);
      return new Lease(
          sameBoot ? Optional.of(Long.parseLong(fields[2])) : Optional.empty(),
          Long.parseLong(fields[3]),
          Long.parseLong(fields[4]));
    } catch (NoSuchFileException | NumberFormatException none) {
      return Lease.NONE;
    }
  }

  /**
   * Writes it; whoever reads at the same time sees the lease before or this one.
   *
   * @throws IOException when the disk takes no change at all; the lease before stands then
   */
  void write(long deadline, long length, long term) throws IOException {
    String line =
        String.format(
            Locale.ROOT,
            "1 %s %019d %019d %019d %019d end\n",
            bootId,
            deadline,
            length,
            term,
            deadline);
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.writeString(temporary, line);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException noRoom) {
      writeInPlace(line, noRoom);
    }
  }

  private void writeInPlace(String line, IOException noRoom) throws IOException {
    try (FileChannel open = FileChannel.open(file, WRITE)) {
      open.write(StandardCharsets.US_ASCII.encode(line), 0);
    } catch (IOException neither) {
      noRoom.addSuppressed(neither);
      throw noRoom;
    }
  }
}
