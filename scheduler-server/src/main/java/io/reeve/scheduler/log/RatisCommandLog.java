package io.reeve.scheduler.log;

import io.reeve.scheduler.engine.CommandLog;
import io.reeve.scheduler.engine.CommandLog.Role.Kind;
import io.reeve.scheduler.engine.LogException;
import io.reeve.scheduler.engine.LogException.Outcome;
import io.reeve.scheduler.engine.Replica;
import io.reeve.scheduler.log.LogOpenException.Reason;
import io.reeve.scheduler.log.SnapshotFiles.SnapshotFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.ratis.protocol.RaftPeerId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@link CommandLog} on disk, by Apache Ratis, as a group of one member.
 *
 * <p>One thread, {@code log-supervisor}, owns the role: it alone changes it, calls the listener,
 * and replaces a peer that could not write. Threads of Ratis only leave notes for it.
 *
 * <p><b>When the log cannot be written</b> (a full disk) Ratis gives up for good. Then the role
 * turns READ_ONLY, Ratis is closed, what was on its way and not acknowledged is cut from the log,
 * so that its callers get a certain UNWRITABLE, and a new peer is started as soon as a test file
 * fits on the disk again. The replica keeps its state meanwhile.
 *
 * <p><b>When Ratis stops by itself</b> (a thread of it died, or the process stood still for more
 * than a minute) or the replica breaks its contract, the role turns FAILED. The process is expected
 * to exit and be started again.
 */
public final class RatisCommandLog implements CommandLog {
  private static final Logger logger = LoggerFactory.getLogger(RatisCommandLog.class);

  private final LogSettings settings;
  private final LogDirectory directory;
  private final RoleListener listener;
  private final Applier applier;
  private final Snapshots snapshots;
  private final ScheduledExecutorService supervisor =
      Executors.newSingleThreadScheduledExecutor(Threads.daemon("log-supervisor"));

  /** Handed to Ratis and not yet answered; the engine keeps them few. */
  private final Set<Append> inFlight = ConcurrentHashMap.newKeySet();

  private final AtomicBoolean closing = new AtomicBoolean();

  /** The running peer and what became of it; null while there is none. */
  private volatile @Nullable Life life;

  private volatile Role role = new Role(Kind.STARTING, 0, "");

  private RatisCommandLog(
      LogSettings settings,
      LogDirectory directory,
      LongSupplier nanoClock,
      Replica replica,
      RoleListener listener,
      Optional<SnapshotFile> snapshot)
      throws LogOpenException {
    this.settings = settings;
    this.directory = directory;
    this.listener = listener;
    this.applier = new Applier(replica, this::replicaFailed);
    if (snapshot.isPresent()) {
      restore(snapshot.get());
    }
    this.snapshots =
        new Snapshots(settings, directory.snapshots(), applier, nanoClock, this::purge);
  }

  /**
   * Opens the log: checks the files, restores the newest intact snapshot into the replica and
   * starts to replay what follows it. Returns as soon as Ratis runs; the listener's LEADER says
   * that all is replayed.
   *
   * @param nanoClock monotonic; measures the time between snapshots
   * @param replica restored on the calling thread when there is a snapshot, fed by the log's
   *     threads from then on
   * @param listener called on the log's own thread, first for LEADER; not called for the end that
   *     {@link #close} brings
   */
  public static RatisCommandLog open(
      LogSettings settings, LongSupplier nanoClock, Replica replica, RoleListener listener)
      throws LogOpenException {
    LogDirectory directory = LogDirectory.lock(settings.directory(), RatisPeer.GROUP);
    RatisCommandLog log = null;
    try {
      log =
          new RatisCommandLog(
              settings, directory, nanoClock, replica, listener, directory.recover());
      log.start();
      return log;
    } catch (LogOpenException | RuntimeException e) {
      if (log != null) {
        log.stopThreads();
      }
      directory.close();
      throw e;
    }
  }

  @Override
  public CompletionStage<Long> append(byte[] batch) {
    if (batch.length > settings.maxBatchBytes()) {
      throw new IllegalArgumentException(
          batch.length + " bytes are more than " + settings.maxBatchBytes());
    }
    Life current = life;
    if (role.kind() != Kind.LEADER || current == null || closing.get()) {
      return CompletableFuture.failedStage(refusal(role.kind()));
    }
    Append append = new Append(batch);
    inFlight.add(append);
    var unused = append.result().whenComplete((index, failure) -> inFlight.remove(append));
    current.submit(append);
    return append.stage();
  }

  @Override
  public Role role() {
    return role;
  }

  @Override
  public CompletionStage<Void> snapshot() {
    return snapshots.take().minimalCompletionStage();
  }

  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    boolean stopped = false;
    try {
      awaitInFlight();
      snapshots.takeLast();
      stopped = stopSupervising() && stopPeer();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    stopThreads();
    role = new Role(Kind.FAILED, role.term(), "");
    failInFlight(Outcome.UNKNOWN, "the log was closed");
    if (stopped) {
      directory.close();
    } // else Ratis may still write: the lock ends with the process
  }

  /** The running Ratis server, if there is one. */
  Optional<RatisPeer> peer() {
    return Optional.ofNullable(life).map(Life::peer);
  }

  private void start() throws LogOpenException {
    try {
      startPeer();
    } catch (IOException e) {
      throw new LogOpenException(
          Reason.FAILED, "the log in " + settings.directory() + " did not start", e);
    }
    long millis = settings.supervisionInterval().toMillis();
    var unused =
        supervisor.scheduleWithFixedDelay(this::supervise, millis, millis, TimeUnit.MILLISECONDS);
  }

  private void startPeer() throws IOException {
    Life next = new Life();
    RatisPeer peer =
        RatisPeer.start(
            settings, directory, new BatchStateMachine(applier, next), next::threadDied);
    life = next;
    next.started.complete(peer); // from here on its events are heard
  }

  private void restore(SnapshotFile snapshot) throws LogOpenException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(snapshot.path()), 1 << 16)) {
      applier.restore(snapshot.at(), in);
    } catch (IOException e) {
      throw new LogOpenException(
          Reason.INCOMPATIBLE,
          "the snapshot "
              + snapshot.path()
              + " is intact but cannot be read: was it written by a later version?",
          e);
    }
  }

  private void purge(long index) {
    peer().ifPresent(running -> running.purge(index));
  }

  // What follows runs on the supervisor's thread.

  private void supervise() {
    Life current = life;
    if (closing.get() || role.kind() == Kind.FAILED) {
      return;
    }
    if (current == null) {
      recoverFromReadOnly();
    } else if (!current.peer().isRunning() && !current.logFailed) {
      fail("Ratis stopped by itself");
    } else {
      snapshots.takeIfDue();
    }
  }

  private void become(Kind kind, long term, String leader) {
    Role next = new Role(kind, term, leader);
    if (closing.get() || role.equals(next) || role.kind() == Kind.FAILED) {
      return;
    }
    logger.info(
        "event=role_changed from={} to={} term={} leader={}", role.kind(), kind, term, leader);
    role = next;
    try {
      listener.onRole(next);
    } catch (RuntimeException e) {
      logger.error("event=role_listener_failed role={}", kind, e);
    }
  }

  private void fail(String why) {
    if (role.kind() != Kind.FAILED && !closing.get()) {
      logger.error("event=log_failed msg=\"{}\"", why);
      become(Kind.FAILED, role.term(), "");
      failInFlight(Outcome.UNKNOWN, why);
    }
  }

  private void turnReadOnly(Life failed, Throwable cause) {
    if (life != failed || closing.get()) {
      return;
    }
    logger.error(
        "event=log_unwritable msg=\"read-only until it can be written again\" cause=\"{}\"",
        cause.toString());
    become(Kind.READ_ONLY, role.term(), role.leader());
    try {
      if (failed.peer().close(settings.closeTimeout())) {
        life = null;
        failed.settle(dropUnacknowledged());
      } else {
        fail("Ratis does not stop");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What is known afterwards about the batches that were on their way. */
  private Outcome dropUnacknowledged() {
    try {
      directory.cutAfter(applier.position().getIndex());
      return Outcome.UNWRITABLE;
    } catch (IOException e) {
      logger.warn("event=tail_not_cut error={}", e.toString());
      return Outcome.UNKNOWN;
    }
  }

  private void recoverFromReadOnly() {
    try {
      // Once more: while it was closed, Ratis may have written entries behind one that failed.
      directory.cutAfter(applier.position().getIndex());
      directory.recover();
      startPeer();
    } catch (LogOpenException e) {
      if (e.reason() == Reason.DAMAGED) {
        fail(e.toString());
      }
      logger.debug("event=log_still_unwritable error={}", e.toString());
    } catch (IOException e) {
      logger.warn("event=log_still_unwritable error={}", e.toString());
    }
  }

  // What follows runs on any thread.

  private void replicaFailed(Throwable failure) {
    logger.error("event=replica_failed msg=\"a batch could not be applied\"", failure);
    onSupervisor(() -> fail("the replica failed"));
  }

  private void onSupervisor(Runnable task) {
    try {
      supervisor.execute(task);
    } catch (RejectedExecutionException e) {
      logger.debug("event=too_late msg=\"the log is closed\"");
    }
  }

  /** Lets a start or stop of Ratis that is under way come to its end. */
  private boolean stopSupervising() throws InterruptedException {
    supervisor.shutdown();
    return supervisor.awaitTermination(settings.closeTimeout().toNanos(), TimeUnit.NANOSECONDS);
  }

  private boolean stopPeer() throws InterruptedException {
    Optional<RatisPeer> running = peer();
    return running.isEmpty() || running.get().close(settings.closeTimeout());
  }

  private void stopThreads() {
    supervisor.shutdownNow();
    snapshots.close();
  }

  private void awaitInFlight() throws InterruptedException {
    CompletableFuture<?>[] results =
        inFlight.stream().map(Append::result).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(results).get(settings.closeTimeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      logger.debug("event=closing_with_unanswered_batches error={}", e.toString());
    }
  }

  private void failInFlight(Outcome outcome, String why) {
    inFlight.forEach(append -> append.fail(outcome, why));
  }

  private static LogException refusal(Kind kind) {
    return kind == Kind.READ_ONLY
        ? new LogException(Outcome.UNWRITABLE, "the log cannot be written for now")
        : new LogException(Outcome.NOT_LEADER, "this head does not lead: " + kind);
  }

  /** One peer from start to close, and the notes its threads leave. */
  private final class Life implements BatchStateMachine.Events {
    private final CompletableFuture<RatisPeer> started = new CompletableFuture<>();

    /**
     * Counts losses of leadership, so that a late "all is applied" of an earlier term is not
     * believed.
     */
    private final AtomicLong losses = new AtomicLong();

    /**
     * From here on nothing is acknowledged any more; set before Ratis answers any of the batches it
     * gave up.
     */
    private volatile boolean logFailed;

    /** What became of the batches that were on their way; null until that is known. */
    private volatile @Nullable Outcome settled;

    RatisPeer peer() {
      return started.join();
    }

    void submit(Append append) {
      var unused =
          peer()
              .submit(append)
              .whenComplete(
                  (reply, failure) -> {
                    if (failure != null) {
                      refuse(append, failure);
                    } else if (!reply.isSuccess()) {
                      refuse(append, reply.getException());
                    }
                  });
    }

    private void refuse(Append append, Throwable cause) {
      Outcome known = settled;
      if (!append.hasEntered()) {
        append.fail(
            logFailed ? Outcome.UNWRITABLE : Outcome.NOT_LEADER,
            "the log did not take the batch",
            cause);
      } else if (!logFailed) {
        append.fail(Outcome.UNKNOWN, "Ratis gave the batch up", cause);
      } else if (known != null) {
        append.fail(known, "the log cannot be written", cause);
      } // else the supervisor settles it after it has cut the log
    }

    void settle(Outcome outcome) {
      settled = outcome;
      failInFlight(outcome, "the log cannot be written");
    }

    void threadDied(Throwable failure) {
      note(
          peer -> {
            if (life == this && !logFailed) {
              fail("a thread of Ratis died");
            }
          });
    }

    @Override
    public void onApplied() {
      snapshots.takeIfDue();
    }

    @Override
    public void onLeaderReady() {
      long lossesNow = losses.get();
      var unused =
          applier
              .whenCaughtUp()
              .thenRun(
                  () ->
                      note(
                          peer -> {
                            if (life == this && losses.get() == lossesNow) {
                              become(Kind.LEADER, peer.term(), peer.name());
                            }
                          }));
    }

    @Override
    public void onNotLeader() {
      losses.incrementAndGet();
      note(
          peer -> {
            if (life == this && !logFailed) {
              become(Kind.STARTING, peer.term(), "");
            }
          });
    }

    @Override
    public void onLeader(RaftPeerId leader) {
      note(
          peer -> {
            if (life == this && !leader.toString().equals(peer.name())) {
              become(Kind.FOLLOWER, peer.term(), leader.toString());
            }
          });
    }

    @Override
    public void onLogFailed(Throwable cause) {
      logFailed = true;
      if (closing.get()) {
        failInFlight(Outcome.UNKNOWN, "the log failed while it was closed");
      }
      note(peer -> turnReadOnly(this, cause));
    }

    @Override
    public void onShutdown() {
      note(peer -> supervise());
    }

    /**
     * Runs {@code task} on the supervisor's thread once the peer is known; never when it did not
     * start.
     */
    private void note(Consumer<RatisPeer> task) {
      var unused = started.thenAccept(peer -> onSupervisor(() -> task.accept(peer)));
    }
  }
}
