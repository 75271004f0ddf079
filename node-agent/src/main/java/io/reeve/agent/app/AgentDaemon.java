package io.reeve.agent.app;

import io.reeve.agent.config.AgentConfig;
import io.reeve.agent.head.HeadLink;
import io.reeve.agent.outbox.Outbox;
import io.reeve.agent.process.ProcessControl;
import io.reeve.agent.runner.NodeRunner;
import io.reeve.agent.runner.RunnerThread;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Start and stop order. */
final class AgentDaemon {
  private static final Logger log = LoggerFactory.getLogger(AgentDaemon.class);

  private final AgentConfig config;
  private final DataDir dataDir;
  private final Outbox outbox;
  private final ProcessControl processes;
  private final RunnerThread thread;
  private final NodeRunner runner;
  private final HeadLink link;

  @Inject
  AgentDaemon(
      AgentConfig config,
      DataDir dataDir,
      Outbox outbox,
      ProcessControl processes,
      RunnerThread thread,
      NodeRunner runner,
      HeadLink link) {
    this.config = config;
    this.dataDir = dataDir;
    this.outbox = outbox;
    this.processes = processes;
    this.thread = thread;
    this.runner = runner;
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
      link.start();
      adopted.complete(null);
    } catch (IOException | RuntimeException e) {
      adopted.completeExceptionally(e);
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
