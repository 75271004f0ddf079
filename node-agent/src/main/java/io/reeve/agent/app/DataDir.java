package io.reeve.agent.app;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The data directory, locked for this agent until it ends. */
final class DataDir {
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
    return new DataDir(path, lock);
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
