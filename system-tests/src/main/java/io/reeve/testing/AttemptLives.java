package io.reeve.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Watches the process table for the attempts of tasks that carry a mark in their environment: when
 * each was first seen alive, and when last. So it can be shown that two never lived at once. Looks
 * about every 15 ms on a thread of its own.
 */
public final class AttemptLives implements AutoCloseable {
  /** The variable that carries the mark. */
  public static final String VARIABLE = "ATTEMPT_LIVES_MARK";

  private static final String ATTEMPT = "REEVE_ATTEMPT=";
  private static final long PAUSE_NANOS = 15_000_000;

  private final String mark;
  private final Map<String, Life> lives = new HashMap<>(); // guarded by this
  private final Thread watcher = new Thread(this::watch, "attempt-lives");
  private volatile boolean closed;

  /** Begins to watch. */
  public AttemptLives(String mark) {
    this.mark = VARIABLE + "=" + mark;
    watcher.setDaemon(true);
    watcher.start();
  }

  /**
   * What was seen of an attempt.
   *
   * @param first when a process of it was seen first
   * @param last when one was seen last
   * @param alive whether there was one at the last look
   */
  public record Life(Instant first, Instant last, boolean alive) {}

  /** Of an attempt, for example {@code 1.1.0.1}; empty when nothing was seen. */
  public synchronized Optional<Life> of(String attempt) {
    return Optional.ofNullable(lives.get(attempt));
  }

  /** Whether something of it lives. */
  public boolean isAlive(String attempt) {
    return of(attempt).filter(Life::alive).isPresent();
  }

  /** Whether something of it lived and nothing does any more. */
  public boolean isOver(String attempt) {
    return of(attempt).filter(life -> !life.alive()).isPresent();
  }

  private void watch() {
    while (!closed) {
      look();
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private void look() {
    var before = Instant.now();
    Map<String, Integer> found = new HashMap<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
      for (var process : all) {
        attemptOf(process).ifPresent(attempt -> found.merge(attempt, 1, Integer::sum));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var after = Instant.now();
    synchronized (this) {
      lives.replaceAll((attempt, life) -> new Life(life.first(), life.last(), false));
      // On the safe side for showing that lives are apart: first seen as early as it may have been,
      // last seen as late.
      found.forEach(
          (attempt, count) ->
              lives.merge(
                  attempt,
                  new Life(before, before, true),
                  (life, now) -> new Life(life.first(), after, true)));
    }
  }

  private Optional<String> attemptOf(Path process) {
    try {
      var environment = Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
      if (!environment.contains(mark)) {
        return Optional.empty();
      }
      var start = environment.indexOf(ATTEMPT) + ATTEMPT.length();
      return Optional.of(environment.substring(start, environment.indexOf('\0', start)));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    closed = true; // the watcher ends with its next look
  }
}
