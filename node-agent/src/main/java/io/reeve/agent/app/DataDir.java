package io.reeve.agent.app;

import io.reeve.agent.process.Machine;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The data directory, locked for this agent until it ends. */
final class DataDir {
  private static final Logger log = LoggerFactory.getLogger(DataDir.class);

  private final Path path;
  private final FileLock lock;

  private DataDir(Path path, FileLock lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Makes and locks it.
   *
   * @throws IOException when it cannot be used, or another agent has it
   */
  static DataDir open(Path path) throws IOException {
    Files.createDirectories(path);
    FileChannel channel =
        FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = tryLock(channel);
    if (lock == null) {
      channel.close();
      throw new IOException("another agent uses the data directory " + path);
    }
    writePid(path);
    return new DataDir(path, lock);
  }

  /**
   * Whether an agent has it. For other processes than that agent's.
   *
   * @throws IOException when that cannot be found out
   */
  static boolean isHeld(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path.resolve("lock"), StandardOpenOption.WRITE)) {
      return tryLock(channel) == null; // closing the channel releases it
    } catch (NoSuchFileException never) {
      return false;
    }
  }

  /** The process that holds it, for people: nothing may be done to it by this number. */
  static Optional<String> pid(Path path) {
    try {
      return Optional.of(Files.readString(path.resolve("pid")).strip());
    } catch (IOException notWritten) {
      return Optional.empty();
    }
  }

  private static void writePid(Path path) {
    try {
      Files.writeString(path.resolve("pid"), Machine.ownPid() + "\n");
    } catch (IOException full) { // the agent runs all the same
      log.warn("event=pid-not-written reason=\"{}\"", full.toString());
    }
  }

  Path path() {
    return path;
  }

  void release() throws IOException {
    lock.acquiredBy().close();
  }

  /** Null when another process, or another agent in this one, holds it. */
  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException inThisProcess) {
      return null;
    }
  }
}
