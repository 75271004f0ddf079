package io.reeve.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A daemon of the distribution, run as a child; it ends with this program whatever happens. */
public final class Daemon implements AutoCloseable {
  private static final long STOP_SECONDS = 20;

  private final Process process;
  private final String readyText;

  private Daemon(Process process, String readyText) {
    this.process = process;
    this.readyText = readyText;
  }

  /**
   * Starts it and waits until it says that it is ready.
   *
   * @param command program and arguments; should have {@code --exit-with-stdin}
   * @param log where its standard error goes
   * @param readyPrefix how the line begins that it prints when it is ready
   * @throws IOException when it ends before that
   */
  public static Daemon start(List<String> command, Path log, String readyPrefix)
      throws IOException {
    return start(command, Map.of(), log, readyPrefix);
  }

  /** The same with these variables in its environment, beside those of this program. */
  public static Daemon start(
      List<String> command, Map<String, String> environment, Path log, String readyPrefix)
      throws IOException {
    var builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    var process = builder.start();
    BufferedReader lines = process.inputReader();
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(readyPrefix)) {
        return new Daemon(process, line.substring(readyPrefix.length()).strip());
      }
    }
    throw new IOException(command.get(0) + " ended before it was ready; see " + log);
  }

  /** What followed the prefix in its ready line. */
  public String readyText() {
    return readyText;
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Ends it by SIGKILL, with no chance to clean up, and waits until it is gone. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Waits until it has ended by itself, for two minutes at most, and returns its exit code. */
  public int awaitExit() {
    Until.holds("process " + pid() + " ends", () -> !process.isAlive());
    return process.exitValue();
  }

  /** Asks it to stop and waits until it has; kills it when it does not. */
  @Override
  public void close() {
    process.destroy();
    try {
      process.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      kill();
    }
  }
}
