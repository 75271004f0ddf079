package io.reeve.agent.app;

import io.reeve.agent.config.AgentConfig;
import io.reeve.agent.config.ConfigException;
import io.reeve.agent.config.ConfigLoader;
import io.reeve.agent.process.Machine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code reeve-agent}. Exit codes: 0 stopped, 1 cannot start or go on, 2 command line or settings
 * not usable, 4 stopped by {@code reeve-agent stop}; of that command: see {@link StopCommand}.
 */
public final class AgentMain {
  private static final Logger log = LoggerFactory.getLogger(AgentMain.class);

  /** Another one than 0, so that a service manager can be told not to start it again after it. */
  private static final int STOPPED_BY_REQUEST = 4;

  private static final int STOP_FILE_MILLIS = 250;

  private AgentMain() {}

  /** Runs until SIGTERM, or until standard input ends if asked for. */
  public static void main(String[] args) {
    Thread.setDefaultUncaughtExceptionHandler(AgentMain::die);
    System.exit(run(args));
  }

  /**
   * A process with a dead thread would look alive and do nothing: better none, which is noticed and
   * started again. Tasks run on. Halts, as an orderly stop may need the thread that died.
   */
  private static void die(Thread thread, Throwable failure) {
    try {
      log.error("event=thread-died thread={}", thread.getName(), failure);
    } finally {
      Runtime.getRuntime().halt(1);
    }
  }

  private static int run(String[] args) {
    AgentOptions options;
    try {
      options = AgentOptions.parse(args);
    } catch (IllegalArgumentException usage) {
      return fail(usage.getMessage() + "\n\n" + AgentOptions.USAGE, 2);
    }
    if (options.help()) {
      System.out.print(AgentOptions.USAGE);
      return 0;
    }
    try {
      AgentConfig config = config(options);
      return options.stop().isPresent()
          ? new StopCommand(config.dataDir(), options.stop().get(), new SystemTime(), System.err)
              .run()
          : serve(config);
    } catch (ConfigException notUsable) {
      return fail(notUsable.getMessage() + "\n", 2);
    } catch (IOException | UncheckedIOException | IllegalArgumentException cannotStart) {
      return fail(cannotStart.getMessage() + "\n", 1);
    } catch (InterruptedException e) {
      return 1;
    }
  }

  private static int serve(AgentConfig config)
      throws ConfigException, IOException, InterruptedException {
    DataDir data = DataDir.open(config.dataDir());
    StopFile.removeAll(data.path());
    AgentDaemon daemon = daemon(config, data);
    daemon.start();
    Runtime.getRuntime().addShutdownHook(new Thread(daemon::stop, "stop"));
    CountDownLatch stdinEnded = new CountDownLatch(1);
    if (config.exitWithStdin()) {
      Thread reader = new Thread(() -> readToEnd(stdinEnded), "stdin");
      reader.setDaemon(true);
      reader.start();
    }
    while (!stdinEnded.await(
        STOP_FILE_MILLIS, TimeUnit.MILLISECONDS)) { // or a signal runs the hook
      Optional<StopFile> asked = StopFile.asked(data.path());
      if (asked.isPresent()) {
        log.info("event=stop-asked what={}", asked.get());
        if (asked.get() == StopFile.KILL_TASKS) {
          daemon.endTasks();
        }
        StopFile.removeAll(data.path());
        return STOPPED_BY_REQUEST;
      }
    }
    return 0;
  }

  private static AgentDaemon daemon(AgentConfig config, DataDir data) throws ConfigException {
    try {
      return DaggerAgentComponent.factory()
          .create(
              config,
              data,
              new SystemTime(),
              RandomGenerator.getDefault(),
              BuildVersion.ofThisJar())
          .daemon();
    } catch (IllegalArgumentException refused) { // a head node that may not be dialed
      throw new ConfigException(String.valueOf(refused.getMessage()), refused);
    }
  }

  private static void readToEnd(CountDownLatch ended) {
    byte[] ignored = new byte[256];
    try {
      while (System.in.read(ignored) >= 0) {
        // only the end matters
      }
    } catch (IOException broken) {
      log.warn("event=stdin-broken reason=\"{}\"", broken.toString());
    }
    ended.countDown();
  }

  private static AgentConfig config(AgentOptions options) throws ConfigException {
    Optional<Path> home = Optional.ofNullable(System.getProperty("reeve.home")).map(Path::of);
    Optional<Path> packed =
        home.map(h -> h.resolve("conf").resolve("agent.yaml")).filter(Files::isRegularFile);
    ConfigLoader.Defaults defaults =
        new ConfigLoader.Defaults(
            AgentMain::hostName,
            Runtime.getRuntime().availableProcessors(),
            AgentMain::memoryBytes,
            home.flatMap(AgentMain::supervisorBelow),
            Path.of("").toAbsolutePath());
    return new ConfigLoader(defaults)
        .load(options.config().or(() -> packed), options.settings(), options.exitWithStdin());
  }

  private static Optional<Path> supervisorBelow(Path home) {
    Path libexec = home.toAbsolutePath().resolve("libexec");
    return Stream.of("reeve-supervisor", "reeve-supervisor.sh")
        .map(libexec::resolve)
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static long memoryBytes() {
    try {
      return Machine.memoryBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  private static int fail(String message, int code) {
    System.err.print("reeve-agent: " + message);
    return code;
  }
}
