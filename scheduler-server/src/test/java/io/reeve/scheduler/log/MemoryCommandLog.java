package io.reeve.scheduler.log;

import io.reeve.scheduler.engine.CommandLog;
import io.reeve.scheduler.engine.CommandLog.Role.Kind;
import io.reeve.scheduler.engine.LogException;
import io.reeve.scheduler.engine.LogException.Outcome;
import io.reeve.scheduler.engine.Replica;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The {@link CommandLog} for tests: passes the same contract as the one on disk, and fails on
 * demand.
 *
 * <p>What survives a restart is in a {@link Disk}; open another log on the same one to restart the
 * head. One thread appends, applies and tells roles.
 */
public final class MemoryCommandLog implements CommandLog {
  private final Disk disk;
  private final Replica replica;
  private final RoleListener listener;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Threads.daemon("memory-log"));
  private final Set<CompletableFuture<Long>> inFlight = ConcurrentHashMap.newKeySet();

  private volatile Role role = new Role(Kind.STARTING, 0, "");
  private volatile boolean closing;

  // The log's thread only.
  private Optional<Outcome> failNext = Optional.empty();
  private CompletableFuture<Void> unfinished = CompletableFuture.completedFuture(null);

  /** What survives. Thread-safe. */
  public static final class Disk {
    private final List<byte[]> entries = new ArrayList<>();
    private byte[] snapshot = new byte[0];
    private long snapshotIndex = -1;
    private long term;
    private boolean full;
    private final List<Runnable> onRoom = new CopyOnWriteArrayList<>();

    /**
     * While full, the next batch turns its log read-only; with room again logs heal by themselves.
     */
    public void setFull(boolean isFull) {
      synchronized (this) {
        full = isFull;
      }
      if (!isFull) {
        onRoom.forEach(Runnable::run);
      }
    }

    /** How many batches were ever appended. */
    public synchronized int size() {
      return entries.size();
    }

    private synchronized boolean isFull() {
      return full;
    }

    private synchronized long nextTerm() {
      return ++term;
    }

    private synchronized long write(byte[] batch) {
      entries.add(batch.clone());
      return entries.size() - 1L;
    }

    private synchronized byte[] read(long index) {
      return entries.get((int) index).clone();
    }

    private synchronized void writeSnapshot(long index, byte[] bytes) {
      snapshot = bytes;
      snapshotIndex = index;
    }
  }

  private MemoryCommandLog(Disk disk, Replica replica, RoleListener listener) {
    this.disk = disk;
    this.replica = replica;
    this.listener = listener;
  }

  /** Opens a log on what {@code disk} holds; replays in the background. */
  public static MemoryCommandLog open(Disk disk, Replica replica, RoleListener listener) {
    MemoryCommandLog log = new MemoryCommandLog(disk, replica, listener);
    disk.onRoom.add(() -> log.onThread(log::heal));
    log.thread.execute(log::replay);
    return log;
  }

  @Override
  public CompletionStage<Long> append(byte[] batch) {
    Kind now = role.kind();
    if (closing || now != Kind.LEADER) {
      return failed(now == Kind.READ_ONLY ? Outcome.UNWRITABLE : Outcome.NOT_LEADER);
    }
    CompletableFuture<Long> result = new CompletableFuture<>();
    inFlight.add(result);
    var unused = result.whenComplete((index, failure) -> answered(result));
    try {
      thread.execute(() -> write(batch, result));
    } catch (RejectedExecutionException e) {
      return failed(Outcome.NOT_LEADER);
    }
    return result.minimalCompletionStage();
  }

  @Override
  public Role role() {
    return role;
  }

  @Override
  public CompletionStage<Void> snapshot() {
    return CompletableFuture.supplyAsync(this::freeze, thread)
        .thenCompose(
            freeze -> freeze.frozen().thenAcceptAsync(frozen -> save(freeze.index(), frozen)));
  }

  @Override
  public void close() {
    if (closing) {
      return;
    }
    closing = true;
    CompletableFuture.allOf(inFlight.toArray(CompletableFuture<?>[]::new))
        .exceptionally(failure -> null)
        .thenCompose(done -> snapshot())
        .exceptionally(failure -> null)
        .completeOnTimeout(null, 10, TimeUnit.SECONDS)
        .join();
    end();
  }

  /** Ends as {@code kill -9} does: no snapshot, nobody is told, what was on its way is unknown. */
  public void crash() {
    closing = true;
    end();
  }

  /** The next batch fails so; with UNKNOWN it is written and applied all the same. */
  public void failNext(Outcome outcome) {
    onThread(() -> failNext = Optional.of(outcome));
  }

  /** Another peer leads from now on. */
  public void follow(String leader) {
    onThread(() -> become(Kind.FOLLOWER, role.term(), leader));
  }

  /** This peer leads again, in a later term. */
  public void lead() {
    onThread(() -> become(Kind.LEADER, disk.nextTerm(), "memory"));
  }

  /** Nothing is written or applied until the returned future is completed. */
  public CompletableFuture<Void> hold() {
    CompletableFuture<Void> release = new CompletableFuture<>();
    onThread(release::join);
    return release;
  }

  private void answered(CompletableFuture<Long> result) {
    inFlight.removeIf(other -> other == result);
  }

  private void end() {
    thread.shutdownNow();
    role = new Role(Kind.FAILED, role.term(), "");
    LogException cause = new LogException(Outcome.UNKNOWN, "the log was closed");
    inFlight.forEach(result -> result.completeExceptionally(cause));
  }

  private void replay() {
    try {
      if (disk.snapshotIndex >= 0) {
        replica.restore(new ByteArrayInputStream(disk.snapshot));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (long index = disk.snapshotIndex + 1; index < disk.size(); index++) {
      var unused = apply(index, disk.read(index));
    }
    var unused = unfinished.thenRun(this::lead);
  }

  private void heal() {
    if (role.kind() == Kind.READ_ONLY && !disk.isFull()) {
      become(Kind.LEADER, disk.nextTerm(), "memory");
    }
  }

  private void write(byte[] batch, CompletableFuture<Long> result) {
    if (disk.isFull()) {
      become(Kind.READ_ONLY, role.term(), role.leader());
      result.completeExceptionally(new LogException(Outcome.UNWRITABLE, "the disk is full"));
      return;
    }
    Optional<Outcome> failure = failNext;
    failNext = Optional.empty();
    failure.ifPresent(
        outcome -> result.completeExceptionally(new LogException(outcome, "told to fail")));
    if (failure.isEmpty() || failure.get() == Outcome.UNKNOWN) {
      long index = disk.write(batch);
      var unused = apply(index, batch).whenComplete((done, broken) -> result.complete(index));
    }
  }

  private CompletableFuture<Void> apply(long index, byte[] batch) {
    CompletableFuture<Void> stage = replica.apply(index, batch).toCompletableFuture();
    unfinished = CompletableFuture.allOf(unfinished, stage);
    return stage;
  }

  private record Freeze(long index, CompletionStage<Replica.Frozen> frozen) {}

  private Freeze freeze() {
    return new Freeze(disk.size() - 1L, replica.snapshot());
  }

  private void save(long index, Replica.Frozen frozen) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      frozen.writeTo(bytes);
      disk.writeSnapshot(index, bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void become(Kind kind, long term, String leader) {
    if (!closing && role.kind() != kind) {
      role = new Role(kind, term, leader);
      listener.onRole(role);
    }
  }

  private void onThread(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException e) {
      // Closed meanwhile; nothing to fail any more.
    }
  }

  private static CompletionStage<Long> failed(Outcome outcome) {
    return CompletableFuture.failedStage(new LogException(outcome, "the log takes no batches"));
  }
}
