package io.reeve.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A head node and one agent on this machine. */
@Command(
    name = "dev",
    description = "Run a head node and one agent here, for trying out and for tests.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Prints \"reeve: ready on HOST:PORT\" when a task could run. Ctrl-C stops the",
      "agent, then the head node.",
      "",
      "Without --data everything is in a temporary directory: tasks that still run",
      "are killed at the end, and the directory is removed; so too when a daemon",
      "dies. With --data tasks run on, and a later dev on the same directory finds",
      "them again. That is also the way to end what is left in a temporary directory",
      "when dev itself was killed by SIGKILL."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before the call
final class DevCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where to keep everything; default: a fresh temporary directory.")
  @Nullable Path data;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      description = "Where the head node listens; port 0 picks a free one.")
  String listen = HeadFinder.DEFAULT;

  @Option(
      names = "--cores",
      paramLabel = "N",
      converter = Converters.Count.class,
      description = "Cores of the node; default: this machine's.")
  @Nullable Integer cores;

  @Override
  public Integer call() {
    Shell shell = ((ReeveCommand) spec.root().userObject()).shell();
    Path bin = Path.of(home(shell), "bin");
    Path directory = directory();
    Consumer<String> err = line -> say(shell, line);
    DevCluster cluster =
        new DevCluster(
            new ProcessLauncher(),
            new DevProbe(data != null, err),
            data == null,
            listen,
            where -> headDaemon(bin, directory, where),
            address -> agentDaemon(bin, directory, address),
            line -> {
              shell.out().println(line);
              shell.out().flush();
            },
            err,
            System::nanoTime);
    shell.interrupts().onEach(cluster::stop);
    if (data == null) {
      err.accept("data and logs are in " + directory + " until the end");
    }
    int code = cluster.run();
    if (data == null && cluster.tasksMayRun()) {
      err.accept("tasks may still run; to see and cancel them: reeve dev --data " + directory);
      return Exit.REFUSED;
    } else if (data == null) {
      remove(directory, err);
    }
    return code;
  }

  private Path directory() {
    try {
      return data != null
          ? Files.createDirectories(data.toAbsolutePath())
          : Files.createTempDirectory("reeve-dev-");
    } catch (IOException impossible) {
      throw new UsageException("cannot make a directory for the data: " + impossible.getMessage());
    }
  }

  private static Launcher.Daemon headDaemon(Path bin, Path directory, String where) {
    return new Launcher.Daemon(
        "reeved",
        List.of(
            bin.resolve("reeved").toString(),
            "--data",
            directory.resolve("head").toString(),
            "--listen",
            where,
            "--exit-with-stdin"),
        directory.resolve("log").resolve("reeved.log"),
        "reeved: ready on ");
  }

  private Launcher.Daemon agentDaemon(Path bin, Path directory, String address) {
    List<String> command =
        new ArrayList<>(
            List.of(
                bin.resolve("reeve-agent").toString(),
                "--data",
                directory.resolve("agent").toString(),
                "--head",
                address,
                "--exit-with-stdin"));
    if (cores != null) {
      command.addAll(List.of("--cores", Integer.toString(cores)));
    }
    return new Launcher.Daemon(
        "reeve-agent",
        command,
        directory.resolve("log").resolve("reeve-agent.log"),
        "reeve-agent: joined ");
  }

  private static String home(Shell shell) {
    String home = shell.env().getOrDefault("REEVE_HOME", System.getProperty("reeve.home", ""));
    if (home.isEmpty() || !Files.isExecutable(Path.of(home, "bin", "reeved"))) {
      throw new UsageException(
          "REEVE_HOME does not name a Reeve distribution (one with bin/reeved in it): '"
              + home
              + "'; start this command as bin/reeve of the distribution");
    }
    return home;
  }

  private static void remove(Path directory, Consumer<String> err) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException left) { // the latter comes from the walk
      err.accept("could not remove " + directory + ": " + left.getMessage());
    }
  }

  private static void say(Shell shell, String line) {
    shell.err().println("reeve: " + line); // not wrapped: it may bring lines of a log
    shell.err().flush();
  }
}
