package io.reeve.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Starts daemons as processes whose standard input is a pipe from this one: it ends when this
 * process does, however that happens, and they end with it.
 */
final class ProcessLauncher implements Launcher {
  /** Keeps Ctrl-C in the terminal from reaching the daemons before they are asked in order. */
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  @Override
  public Child launch(Daemon daemon) {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      command.add(SETSID.toString());
    }
    command.addAll(daemon.command());
    try {
      Files.createDirectories(Path.of(daemon.log().toString()).toAbsolutePath().getParent());
      Process process =
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.appendTo(daemon.log().toFile()))
              .start();
      return new Running(process, daemon);
    } catch (IOException cannotStart) {
      note(daemon.log(), "cannot start " + command + ": " + cannotStart.getMessage());
      return new NeverStarted();
    }
  }

  private static void note(Path log, String line) {
    try {
      Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException unwritable) {
      throw new UsageException(line + "; and " + log + " cannot be written");
    }
  }

  private static final class Running implements Child {
    private final Process process;
    private final CompletableFuture<String> ready = new CompletableFuture<>();
    private final CompletableFuture<Integer> exit;

    Running(Process process, Daemon daemon) {
      this.process = process;
      this.exit = process.onExit().thenApply(Process::exitValue);
      Thread reader = new Thread(() -> read(daemon), "reeve-dev-" + daemon.name());
      reader.setDaemon(true);
      reader.start();
    }

    @Override
    public CompletableFuture<String> ready() {
      return ready;
    }

    @Override
    public CompletableFuture<Integer> exit() {
      return exit;
    }

    @Override
    public void stop() {
      process.destroy();
    }

    @Override
    public void kill() {
      process.destroyForcibly();
    }

    /** Keeps the pipe empty for as long as the daemon lives. */
    private void read(Daemon daemon) {
      try (BufferedReader lines =
              new BufferedReader(
                  new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
          OutputStream file =
              Files.newOutputStream(
                  daemon.log(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
          PrintStream log = new PrintStream(file, true, StandardCharsets.UTF_8)) {
        String line = lines.readLine();
        while (line != null) {
          if (line.startsWith(daemon.readyMark())) {
            ready.complete(line.substring(daemon.readyMark().length()).strip());
          }
          log.println(line);
          line = lines.readLine();
        }
      } catch (IOException closed) {
        // the daemon is gone, which its exit tells
      }
    }
  }

  private static final class NeverStarted implements Child {
    @Override
    public CompletableFuture<String> ready() {
      return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<Integer> exit() {
      return CompletableFuture.completedFuture(127);
    }

    @Override
    public void stop() {}

    @Override
    public void kill() {}
  }
}
