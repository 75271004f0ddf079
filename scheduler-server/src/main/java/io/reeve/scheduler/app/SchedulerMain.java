package io.reeve.scheduler.app;

import ch.qos.logback.classic.LoggerContext;
import io.reeve.scheduler.config.ConfigException;
import io.reeve.scheduler.config.ConfigLoader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;

/** The program {@code reeved}. Its flags: {@link CommandLine#USAGE}. */
public final class SchedulerMain {
  private static final int OK = 0;
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private final PrintStream out;
  private final PrintStream err;

  private SchedulerMain(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** Runs the daemon until it is told to stop. */
  public static void main(String[] arguments) {
    var main = new SchedulerMain(System.out, System.err);
    var code = main.run(List.of(arguments), System.in);
    writeLastLines();
    System.exit(code); // Ratis and Netty may leave threads behind
  }

  private int run(List<String> arguments, InputStream in) {
    try {
      var commandLine = CommandLine.parse(arguments);
      return switch (commandLine.action()) {
        case HELP -> print(CommandLine.USAGE);
        case VERSION -> print("reeved " + SettingsModule.version() + System.lineSeparator());
        case RUN -> run(commandLine, in);
      };
    } catch (CommandLine.UsageException e) {
      err.println("reeved: " + e.getMessage() + System.lineSeparator() + "Try 'reeved --help'.");
      return USAGE;
    } catch (ConfigException e) {
      err.println("reeved: " + e.getMessage());
      return USAGE;
    }
  }

  private int print(String text) {
    out.print(text);
    out.flush();
    return OK;
  }

  private int run(CommandLine commandLine, InputStream in) throws ConfigException {
    var config =
        ConfigLoader.load(
            commandLine.config().or(SchedulerMain::distributionConfig),
            new ConfigLoader.Overrides(commandLine.listen(), commandLine.dataDir()));
    var daemon =
        DaggerSchedulerComponent.factory()
            .create(config, new SystemTime(), UUID::randomUUID)
            .daemon();
    var end = new CompletableFuture<Integer>();
    var hook = stopOnSignal(daemon, end);
    try {
      var address = daemon.start();
      out.println("reeved: ready on " + address);
      out.flush();
      daemon.failed().thenRun(() -> end.complete(FAILED));
      if (commandLine.exitWithStdin()) {
        watchStdin(in, end);
      }
      return end.join();
    } catch (SchedulerDaemon.StartException e) {
      err.println("reeved: " + e.getMessage());
      return FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    } finally {
      daemon.close();
      hook.finished();
    }
  }

  /** The settings that came with the distribution this runs from, when there are any. */
  private static Optional<Path> distributionConfig() {
    return Optional.ofNullable(System.getProperty("reeve.home"))
        .map(home -> Path.of(home, "conf", "reeved.yaml"))
        .filter(Files::exists);
  }

  /** Lets the process end only after the daemon stopped. */
  private static Hook stopOnSignal(SchedulerDaemon daemon, CompletableFuture<Integer> end) {
    var hook = new Hook(daemon, end);
    Runtime.getRuntime().addShutdownHook(new Thread(hook, "stop"));
    return hook;
  }

  /** Lines wait in a queue, see logback.xml. */
  private static void writeLastLines() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logging) {
      logging.stop();
    }
  }

  private static final class Hook implements Runnable {
    private final SchedulerDaemon daemon;
    private final CompletableFuture<Integer> end;
    private final AtomicInteger state = new AtomicInteger();

    Hook(SchedulerDaemon daemon, CompletableFuture<Integer> end) {
      this.daemon = daemon;
      this.end = end;
    }

    /** The daemon stopped by itself: the process ends with its own code. */
    void finished() {
      state.set(1);
    }

    @Override
    public void run() {
      if (state.get() == 0) {
        daemon.close();
        end.complete(OK);
        writeLastLines();
        Runtime.getRuntime().halt(OK); // told to stop and stopped: not the 143 of a killed program
      }
    }
  }

  private static void watchStdin(InputStream in, CompletableFuture<Integer> end) {
    var thread =
        new Thread(
            () -> {
              try {
                while (in.read() >= 0) {
                  // what is said does not matter, only that somebody is still there
                }
              } catch (IOException e) {
                // as good as the end
              }
              end.complete(OK);
            },
            "stdin");
    thread.setDaemon(true);
    thread.start();
  }
}
