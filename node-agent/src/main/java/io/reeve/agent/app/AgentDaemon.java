package io.reeve.agent.app;

import io.reeve.agent.config.AgentConfig;
import io.reeve.agent.head.HeadLink;
import io.reeve.agent.outbox.Outbox;
import io.reeve.agent.process.ProcessControl;
import io.reeve.agent.runner.NodeRunner;
import io.reeve.agent.runner.NodeWatch;
import io.reeve.agent.runner.RunnerThread;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Start and stop order. */
final class AgentDaemon {
  private static final Logger log = LoggerFactory.getLogger(AgentDaemon.class);
  private static final int ACKNOWLEDGE_PATIENCE = 100; // looks, 50 ms apart: five seconds

  /** Never over: for waiting a moment. */
  private static final CountDownLatch PAUSE = new CountDownLatch(1);

  private final AgentConfig config;
  private final DataDir dataDir;
  private final Outbox outbox;
  private final ProcessControl processes;
  private final RunnerThread thread;
  private final NodeRunner runner;
  private final NodeWatch watch;
  private final HeadLink link;

  @Inject
  AgentDaemon(
      AgentConfig config,
      DataDir dataDir,
      Outbox outbox,
      ProcessControl processes,
      RunnerThread thread,
      NodeRunner runner,
      NodeWatch watch,
      HeadLink link) {
    this.config = config;
    this.dataDir = dataDir;
    this.outbox = outbox;
    this.processes = processes;
    this.thread = thread;
    this.runner = runner;
    this.watch = watch;
    this.link = link;
  }

  /** Returns when everything left by an earlier agent is adopted and the link is being made. */
  void start() throws IOException, InterruptedException {
    String containment = processes.containment().description();
    log.info("event=starting config=\"{}\" containment=\"{}\"", config, containment);
    if (config.insecureNetwork()) {
      log.warn(
          "event=insecure-network head={} msg=\"NO TLS AND NO AUTHENTICATION: whoever answers at this"
              + " address, or is on the way to it, can run programs on this node\"",
          config.headHost());
    }
    outbox.onTrouble(() -> thread.execute(watch::suspectDisk));
    outbox.start();
    processes.open(fact -> thread.execute(() -> runner.on(fact)));
    CompletableFuture<Void> adopted = new CompletableFuture<>();
    thread.hand(() -> adopt(adopted));
    thread.start();
    try {
      adopted.get();
    } catch (ExecutionException e) {
      throw new IOException("cannot take over what is in " + dataDir.path(), e.getCause());
    }
  }

  private void adopt(CompletableFuture<Void> adopted) {
    try {
      runner.adopt();
      watch.start();
      link.start();
      adopted.complete(null);
    } catch (IOException | RuntimeException e) {
      adopted.completeExceptionally(e);
    }
  }

  /**
   * Ends every task, each with its grace period, and waits: until all are proven to be gone and
   * that is on disk, however long it takes; then a little for the head node to have it, too.
   */
  void endTasks() throws InterruptedException {
    log.info("event=ending-tasks");
    thread.execute(() -> runner.stopForGood("the agent was stopped with its tasks"));
    while (!holds(runner::isIdle)) {
      PAUSE.await(50, TimeUnit.MILLISECONDS);
    }
    for (int i = 0; i < ACKNOWLEDGE_PATIENCE && !holds(runner::isEmpty); i++) {
      PAUSE.await(50, TimeUnit.MILLISECONDS);
    }
    log.info("event=tasks-ended");
  }

  private boolean holds(BooleanSupplier condition) throws InterruptedException {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    thread.execute(() -> answer.complete(condition.getAsBoolean()));
    try {
      return answer.get();
    } catch (ExecutionException bug) {
      throw new IllegalStateException(bug);
    }
  }

  /** No new orders, then no more events, then what waits goes to disk. Tasks run on. */
  void stop() {
    log.info("event=stopping");
    link.close();
    thread.close();
    processes.close();
    try {
      outbox.close();
      dataDir.release();
    } catch (IOException e) {
      log.warn("event=stopping reason=\"{}\"", e.toString());
    }
  }
}
