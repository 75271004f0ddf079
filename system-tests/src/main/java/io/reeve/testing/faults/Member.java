package io.reeve.testing.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The head node or an agent: a program of the distribution that is started, killed and started
 * again on the same data. Ends with this program whatever happens. Not thread-safe.
 */
final class Member {
  private static final int KILLED = 137; // how a program ends that SIGKILL or a crash point ended
  private static final long STOP_SECONDS = 20;

  private final String name;
  private final List<String> command;
  private final String optionsVariable;
  private final Path log;
  private @Nullable Process process;
  private boolean paused;
  private boolean armed;

  /**
   * Makes one that does not run.
   *
   * @param name for people
   * @param optionsVariable the variable that the launcher takes options for the JVM from
   * @param log where its output goes
   */
  Member(String name, List<String> command, String optionsVariable, Path log) {
    this.name = name;
    this.command = command;
    this.optionsVariable = optionsVariable;
    this.log = log;
  }

  String name() {
    return name;
  }

  /**
   * Starts it; does not wait for it to be of use.
   *
   * @param crashAt where it is to crash, see {@code CrashPoints}; empty: nowhere
   */
  void start(String crashAt) throws IOException {
    var builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .redirectErrorStream(true);
    builder.environment().put("REEVE_CDS", "off");
    builder
        .environment()
        .put(optionsVariable, crashAt.isEmpty() ? "" : "-Dreeve.crash-at=" + crashAt);
    process = builder.start();
    paused = false;
    armed = !crashAt.isEmpty();
  }

  boolean wasStarted() {
    return process != null;
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** Whether it runs and is not stopped. */
  boolean isWell() {
    return isAlive() && !paused;
  }

  /**
   * How it ended by itself in a way nobody wanted; empty while it lives, and after a wanted end.
   */
  OptionalInt unwantedExit() {
    var ended = process;
    return ended == null || ended.isAlive() || (ended.exitValue() == KILLED && armed)
        ? OptionalInt.empty()
        : OptionalInt.of(ended.exitValue());
  }

  /** SIGKILL, also for a stopped one; waits until it is gone. */
  void kill() {
    var victim = process;
    if (victim != null) {
      armed = true; // it is supposed to end by SIGKILL now
      victim.destroyForcibly().onExit().join();
      paused = false;
    }
  }

  /** SIGSTOP. */
  void pause() throws IOException, InterruptedException {
    paused = true;
    Signals.send("STOP", pid());
  }

  /** SIGCONT. */
  void resume() throws IOException, InterruptedException {
    if (isAlive()) {
      Signals.send("CONT", pid());
    }
    paused = false;
  }

  long pid() {
    if (process == null) {
      throw new IllegalStateException(name + " was never started");
    }
    return process.pid();
  }

  /**
   * Asks it to stop and waits until it has.
   *
   * @return whether it did; else it was killed
   */
  boolean stop() throws InterruptedException {
    var running = process;
    if (running == null) {
      return true;
    }
    running.destroy();
    try {
      running.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      kill();
      return false;
    }
  }
}
