package io.reeve.agent.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How an agent is asked to stop: by an empty file in its data directory, which it looks for and
 * removes when it has done what was asked. No process id is involved, so none can be the wrong one;
 * and an empty file fits on a full disk.
 */
enum StopFile {
  /** Stop; tasks run on. */
  STOP("stop"),
  /** End all tasks, then stop. */
  KILL_TASKS("stop-kill-tasks");

  private final String name;

  StopFile(String name) {
    this.name = name;
  }

  /** Asks; asking twice is harmless. */
  void ask(Path data) throws IOException {
    if (!isAsked(data)) {
      Files.createFile(data.resolve(name));
    }
  }

  /** Whether it was asked for and not done yet. */
  boolean isAsked(Path data) {
    return Files.exists(data.resolve(name));
  }

  /** It was done, or is not wanted any more. */
  void remove(Path data) throws IOException {
    Files.deleteIfExists(data.resolve(name));
  }

  /** What is asked for: the most that is. */
  static Optional<StopFile> asked(Path data) {
    return Stream.of(KILL_TASKS, STOP).filter(file -> file.isAsked(data)).findFirst();
  }

  /** What was asked of an earlier agent is over: whoever starts one wants it to run. */
  static void removeAll(Path data) throws IOException {
    for (StopFile file : values()) {
      file.remove(data);
    }
  }
}
