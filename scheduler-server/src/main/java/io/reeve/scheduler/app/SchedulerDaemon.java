package io.reeve.scheduler.app;

import io.reeve.scheduler.config.Address;
import io.reeve.scheduler.config.SchedulerConfig;
import io.reeve.scheduler.engine.CommandLog;
import io.reeve.scheduler.engine.SingleWriterEngine;
import io.reeve.scheduler.log.LogOpenException;
import io.reeve.scheduler.rpc.RpcThreads;
import io.reeve.scheduler.rpc.TaskWatches;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.inject.Inject;
import javax.inject.Singleton;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The head node's daemon: the order in which its parts start and stop.
 *
 * <p>Start: the log (which locks its directory), replay, leadership, then the port: whoever can
 * connect can be served. Stop: the other way round, so that everything that was accepted is
 * answered and everything that was answered is on disk.
 */
@Singleton
final class SchedulerDaemon implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(SchedulerDaemon.class);
  private static final Duration LAST_ANSWERS = Duration.ofMillis(500);

  private final SchedulerConfig config;
  private final SingleWriterEngine engine;
  private final LogOpener logOpener;
  private final ApiServer server;
  private final Readiness readiness;
  private final TaskWatches watches;
  private final RpcThreads rpcThreads;

  private final CompletableFuture<Void> leading = new CompletableFuture<>();
  private final CompletableFuture<Void> failed = new CompletableFuture<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean listening;
  private @Nullable CommandLog log;

  /** It did not start; the message tells a person why. */
  static final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    StartException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  @Inject
  SchedulerDaemon(
      SchedulerConfig config,
      SingleWriterEngine engine,
      LogOpener logOpener,
      ApiServer server,
      Readiness readiness,
      TaskWatches watches,
      RpcThreads rpcThreads) {
    this.config = config;
    this.engine = engine;
    this.logOpener = logOpener;
    this.server = server;
    this.readiness = readiness;
    this.watches = watches;
    this.rpcThreads = rpcThreads;
  }

  /**
   * Starts and returns where it listens, once it can be used. Once; when it fails, {@link #close}
   * is still to be called.
   */
  Address start() throws StartException, InterruptedException {
    if (config.insecureNetwork()) {
      logger.warn(
          "event=insecure_network listen={} msg=\"NO TLS AND NO AUTHENTICATION: whoever reaches this"
              + " port can run programs on every node\"",
          config.listen());
    }
    engine.watchRole(this::roleChanged);
    try {
      log = logOpener.open(engine, engine);
      engine.start(log);
      leading.get();
      readiness.ready();
      listening = true;
      var address = server.start();
      server.serving(isServing(engine.role()));
      logger.info(
          "event=started listen={} data={} cluster={} version={}",
          address,
          config.dataDir(),
          config.clusterName(),
          SettingsModule.version());
      return address;
    } catch (LogOpenException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    } catch (ExecutionException e) {
      throw new StartException(
          "the log in " + config.dataDir() + " failed while it was replayed", e);
    } catch (IOException e) {
      throw new StartException("cannot listen on " + config.listen() + ": " + e.getMessage(), e);
    }
  }

  /** Completes when the daemon cannot go on and has to be started anew. */
  CompletionStage<Void> failed() {
    return failed;
  }

  /** Engine thread. */
  private void roleChanged(CommandLog.Role role) {
    if (role.kind() == CommandLog.Role.Kind.LEADER) {
      leading.complete(null);
    } else if (role.kind() == CommandLog.Role.Kind.FAILED) {
      leading.completeExceptionally(new IllegalStateException("the log failed"));
      failed.complete(null);
    }
    if (listening) {
      server.serving(isServing(role));
    }
  }

  /** Read-only is serving: reads are answered and agents are kept. */
  private static boolean isServing(CommandLog.Role role) {
    return switch (role.kind()) {
      case LEADER, READ_ONLY -> true;
      case STARTING, FOLLOWER, FAILED -> false;
    };
  }

  /** Stops in good order. Repeating it has no effect. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    logger.info("event=stopping");
    server.stopAccepting();
    watches.close();
    engine.stopTaking();
    var open = log;
    if (open != null) {
      open.close(); // answers what is on its way, and takes a last snapshot
    }
    server.close(LAST_ANSWERS);
    engine.close();
    rpcThreads.close();
    logger.info("event=stopped");
  }
}
