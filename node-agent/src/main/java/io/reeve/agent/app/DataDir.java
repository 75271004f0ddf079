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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The data directory, locked for this agent until it ends. */
final class DataDir {
  private static final Logger log = LoggerFactory.getLogger(DataDir.class);

  private static final int TRIES = 20;
  private static final int PAUSE_MILLIS = 50; // a second in all

  /** Never over: for waiting a moment. */
  private static final CountDownLatch NEVER = new CountDownLatch(1);

  private final Path path;
  private final FileLock lock;

  private DataDir(Path path, FileLock lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Makes and locks it. Whoever only asks whether it is held holds it for a moment, so it is tried
   * for a while.
   *
   * @throws IOException when it cannot be used, or another agent has it
   */
  static DataDir open(Path path) throws IOException {
    return open(path, DataDir::pause);
  }

  /**
   * The same.
   *
   * @param pause waits between two tries
   */
  static DataDir open(Path path, Runnable pause) throws IOException {
    Files.createDirectories(path);
    FileChannel channel =
        FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = tryLock(channel);
    for (int tries = 1; lock == null && tries < TRIES; tries++) {
      pause.run();
      lock = tryLock(channel);
    }
    if (lock == null) {
      channel.close();
      throw new IOException("another agent uses the data directory " + path);
    }
    writePid(path);
    return new DataDir(path, lock);
  }

  private static void pause() {
    try {
      NEVER.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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

  /**
   * Which agent holds it or held it last, to tell one from the next; empty when that is not known.
   */
  static Optional<String> holder(Path path) {
    try {
      // In containers the process ids may be the same each time.
      Path file = path.resolve("pid");
      return Optional.of(Files.readString(file) + Files.getLastModifiedTime(file));
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
