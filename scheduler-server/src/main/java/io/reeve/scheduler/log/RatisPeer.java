package io.reeve.scheduler.log;

import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.util.ExitUtils;
import org.apache.ratis.util.LifeCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running Ratis server, from start to close. It is never restarted: after a failed write a new
 * one takes its place.
 *
 * <p>Everything Ratis does on start and close runs on daemon threads of a thread group of our own,
 * so that whatever Ratis forgets to stop cannot keep the process alive, and so that what its
 * threads throw is seen.
 */
final class RatisPeer {
  private static final Logger logger = LoggerFactory.getLogger(RatisPeer.class);

  /** Names the group on disk. A constant: there is one log in a head. */
  static final UUID GROUP = UUID.fromString("5ee7e1e0-0000-4000-8000-000000000001");

  private static final RaftGroupId GROUP_ID = RaftGroupId.valueOf(GROUP);

  static {
    keepRatisFromExiting();
  }

  private static final int NUDGE_MILLIS = 10;

  private final RaftPeerId id;
  private final ClientId client = ClientId.randomId();
  private final AtomicLong calls = new AtomicLong();
  private final ThreadGroup threads;
  private final RaftServer server;
  private final RaftServer.Division division;
  private final RaftClientAsynchronousProtocol submitter;

  private RatisPeer(RaftPeerId id, ThreadGroup threads, RaftServer server) throws IOException {
    this.id = id;
    this.threads = threads;
    this.server = server;
    this.division = server.getDivision(GROUP_ID);
    // The server hands every request to an executor and waits until it was taken. The division
    // itself, which is what
    // that executor calls, spares us both hops.
    this.submitter = division instanceof RaftClientAsynchronousProtocol direct ? direct : server;
  }

  /**
   * Ratis ends the process when a thread of it dies, and for that takes over the handler of
   * uncaught exceptions.
   */
  private static void keepRatisFromExiting() {
    Thread.UncaughtExceptionHandler ours = Thread.getDefaultUncaughtExceptionHandler();
    ExitUtils.disableSystemExit();
    Thread.setDefaultUncaughtExceptionHandler(ours);
  }

  /**
   * Loads the log and starts to elect; the state machine's events say how it goes on.
   *
   * @param onUncaught told what a thread of Ratis died of
   * @throws IOException when Ratis did not start; nothing of it is left then
   */
  static RatisPeer start(
      LogSettings settings,
      LogDirectory directory,
      BatchStateMachine stateMachine,
      Uncaught onUncaught)
      throws IOException {
    ThreadGroup threads = new ReportingGroup(onUncaught);
    RaftPeerId id = RaftPeerId.valueOf(settings.peerId());
    CompletableFuture<RatisPeer> started = new CompletableFuture<>();
    runIn(
        threads,
        "log-start",
        () -> {
          try {
            started.complete(build(settings, directory, stateMachine, threads, id));
          } catch (IOException | RuntimeException | Error e) {
            started.completeExceptionally(e);
          }
        });
    try {
      return started.get();
    } catch (ExecutionException e) {
      throw new IOException("Ratis did not start: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while Ratis started", e);
    }
  }

  /** Told what a thread of Ratis died of. */
  interface Uncaught {
    void accept(Throwable failure);
  }

  private static RatisPeer build(
      LogSettings settings,
      LogDirectory directory,
      BatchStateMachine stateMachine,
      ThreadGroup threads,
      RaftPeerId id)
      throws IOException {
    RaftServer server =
        RaftServer.newBuilder()
            .setServerId(id)
            .setGroup(RaftGroup.valueOf(GROUP_ID, RaftPeer.newBuilder().setId(id).build()))
            .setOption(StartupOption.RECOVER)
            .setStateMachine(stateMachine)
            .setProperties(RatisProperties.of(settings, directory.storage()))
            .setThreadGroup(threads)
            .build();
    try {
      server.start();
      RatisPeer peer = new RatisPeer(id, threads, server);
      if (!peer.isRunning()) {
        throw new IOException(
            "the group did not start: " + peer.division.getInfo().getLifeCycleState());
      }
      return peer;
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** This peer's name. */
  String name() {
    return id.toString();
  }

  long term() {
    return division.getInfo().getCurrentTerm();
  }

  boolean isRunning() {
    return server.getLifeCycleState() == LifeCycle.State.RUNNING
        && division.getInfo().getLifeCycleState() == LifeCycle.State.RUNNING;
  }

  /**
   * Hands a batch to Ratis. A success is told to the batch itself, from the state machine.
   *
   * @return completes when the batch is settled; with what went wrong when it was not applied
   */
  CompletableFuture<RaftClientReply> submit(Append append) {
    try {
      return submitter.submitClientRequestAsync(
          RaftClientRequest.newBuilder()
              .setClientId(client)
              .setServerId(id)
              .setGroupId(GROUP_ID)
              .setCallId(calls.incrementAndGet())
              .setMessage(append)
              .setType(RaftClientRequest.writeRequestType())
              .build());
    } catch (IOException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Drops the segments that hold nothing after {@code index}. */
  void purge(long index) {
    var unused = division.getRaftLog().purge(index); // Ratis reports a failure itself
  }

  /**
   * Stops Ratis and waits.
   *
   * @return whether it stopped in time; otherwise its files must not be touched
   */
  boolean close(Duration timeout) throws InterruptedException {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    runIn(
        threads,
        "log-stop",
        () -> {
          try {
            server.close();
            closed.complete(null);
          } catch (IOException | RuntimeException | Error e) {
            closed.completeExceptionally(e);
          }
        });
    for (long tries = 1 + timeout.toMillis() / NUDGE_MILLIS; tries > 0; tries--) {
      try {
        closed.get(NUDGE_MILLIS, TimeUnit.MILLISECONDS);
        return true;
      } catch (ExecutionException e) {
        logger.warn("event=ratis_close_failed error={}", e.toString());
        return false;
      } catch (TimeoutException e) {
        wakeIdleWriter();
      }
    }
    logger.warn("event=ratis_close_failed error=\"not within {}\"", timeout);
    return false;
  }

  /**
   * Ratis' writer looks only once a second whether it should end. It is interrupted only while it
   * waits for work: in the middle of a write that would close its file.
   */
  private void wakeIdleWriter() {
    Thread[] all = new Thread[threads.activeCount() + 16];
    int count = threads.enumerate(all);
    for (int i = 0; i < count; i++) {
      if (all[i].getName().endsWith("SegmentedRaftLogWorker")
          && all[i].getState() == Thread.State.TIMED_WAITING) {
        all[i].interrupt();
      }
    }
  }

  /** Threads inherit group and daemon state from the thread that makes them. */
  private static void runIn(ThreadGroup threads, String name, Runnable task) {
    Thread thread = new Thread(threads, task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static final class ReportingGroup extends ThreadGroup {
    private final Uncaught onUncaught;

    ReportingGroup(Uncaught onUncaught) {
      super("ratis");
      this.onUncaught = onUncaught;
    }

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
      logger.warn("event=ratis_thread_died thread=\"{}\"", thread.getName(), failure);
      onUncaught.accept(failure);
    }
  }
}
