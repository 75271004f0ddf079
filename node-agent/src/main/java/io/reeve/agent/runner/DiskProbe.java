package io.reeve.agent.runner;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the agent can write to its data directory. Some room is kept for the ends of what runs,
 * so that a start that would use the last of it is not tried. Any thread; waits for the disk.
 */
final class DiskProbe {
  private static final Logger log = LoggerFactory.getLogger(DiskProbe.class);

  /** Less free than this counts as full. */
  static final long RESERVE_BYTES = 4L << 20;

  private static final int PROBE_BYTES = 64 * 1024;

  private final Path directory;

  DiskProbe(Path directory) {
    this.directory = directory;
  }

  /**
   * Why not; empty when it can.
   *
   * @param write whether to try it, too: some reasons show only then
   */
  Optional<String> trouble(boolean write) {
    if (directory.toFile().getUsableSpace() < RESERVE_BYTES) {
      return Optional.of("less than " + (RESERVE_BYTES >> 20) + " MiB are free in " + directory);
    }
    return write ? tryToWrite() : Optional.empty();
  }

  private Optional<String> tryToWrite() {
    Path file = directory.resolve("probe");
    try {
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        ByteBuffer zeros = ByteBuffer.allocate(PROBE_BYTES);
        while (zeros.hasRemaining()) {
          channel.write(zeros);
        }
        channel.force(true);
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("cannot write to " + directory + ": " + e.getMessage());
    } finally {
      remove(file); // above all when it failed: the room is needed
    }
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      log.debug("event=probe-not-removed path={} reason=\"{}\"", file, e.toString());
    }
  }
}
