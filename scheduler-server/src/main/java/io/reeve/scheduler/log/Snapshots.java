package io.reeve.scheduler.log;

import io.reeve.scheduler.engine.Replica;
import io.reeve.scheduler.log.Applier.Freeze;
import io.reeve.scheduler.log.Applier.Progress;
import io.reeve.scheduler.log.SnapshotFiles.SnapshotFile;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes snapshots in the background: the replica only freezes its state, one thread of this class
 * writes it while batches go on being applied.
 *
 * <p>At most one is written and one more waits. One that fails is reported and tried again after
 * {@value #RETRY_SECONDS} s; the log is complete without it.
 */
final class Snapshots implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(Snapshots.class);

  private static final int RETRY_SECONDS = 30;

  /**
   * Entries of Ratis' own (one per start) that are worth a snapshot at close, so that restarts do
   * not pile up.
   */
  private static final int ENTRIES_WORTH_CLOSING = 64;

  private final LogSettings settings;
  private final SnapshotFiles files;
  private final Applier applier;
  private final LongSupplier nanoClock;
  private final LongConsumer purge;
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(Threads.daemon("log-snapshot"));

  /** Accepted and not yet frozen. */
  private final AtomicReference<CompletableFuture<Void>> waiting = new AtomicReference<>();

  /** What the newest snapshot holds. */
  private volatile Progress covered;

  /**
   * What the newest snapshot will hold when the one being written is done; the triggers count from
   * here.
   */
  private volatile Progress promised;

  private volatile long promisedNanos;
  private volatile long notBeforeNanos;

  /**
   * @param purge told the index up to which the log is no longer needed
   */
  Snapshots(
      LogSettings settings,
      SnapshotFiles files,
      Applier applier,
      LongSupplier nanoClock,
      LongConsumer purge) {
    this.settings = settings;
    this.files = files;
    this.applier = applier;
    this.nanoClock = nanoClock;
    this.purge = purge;
    this.covered = applier.progress();
    this.promised = covered;
    this.promisedNanos = nanoClock.getAsLong();
    this.notBeforeNanos = promisedNanos;
  }

  /** Takes one when enough batches, bytes or time have gone by. Cheap: called after every batch. */
  void takeIfDue() {
    if (waiting.get() == null && isDue()) {
      var unused = take(); // reports its failure itself
    }
  }

  private boolean isDue() {
    Progress since = applier.progress().since(promised);
    if (since.batches() == 0) {
      return false;
    }
    long now = nanoClock.getAsLong();
    boolean due =
        since.batches() >= settings.snapshotEntries()
            || since.bytes() >= settings.snapshotBytes()
            || now - promisedNanos >= settings.snapshotInterval().toNanos();
    return due && now - notBeforeNanos >= 0;
  }

  /**
   * Takes one that holds at least everything applied so far; calls that come before it is frozen
   * share it.
   */
  CompletableFuture<Void> take() {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    CompletableFuture<Void> before = waiting.compareAndExchange(null, mine);
    if (before != null) {
      return before;
    }
    writer.execute(() -> run(mine));
    return mine;
  }

  /** Takes a last one when there is something new, waits for it, and takes no more. */
  void takeLast() throws InterruptedException {
    Progress since = applier.progress().since(covered);
    if (since.batches() > 0 || since.entries() >= ENTRIES_WORTH_CLOSING) {
      try {
        take().get(settings.closeTimeout().toNanos(), TimeUnit.NANOSECONDS);
      } catch (ExecutionException | TimeoutException e) {
        logger.warn(
            "event=last_snapshot_failed msg=\"the next start replays the log instead\" error={}",
            e.toString());
      }
    }
  }

  @Override
  public void close() {
    writer.shutdownNow();
  }

  private void run(CompletableFuture<Void> result) {
    promised = applier.progress();
    promisedNanos = nanoClock.getAsLong();
    waiting.set(null); // whoever asks from here on wants a later state
    try {
      write(applier.freeze());
      result.complete(null);
    } catch (IOException | RuntimeException | Error e) {
      promised = covered;
      notBeforeNanos = nanoClock.getAsLong() + TimeUnit.SECONDS.toNanos(RETRY_SECONDS);
      logger.warn("event=snapshot_failed retry_in_s={} error={}", RETRY_SECONDS, e.toString());
      result.completeExceptionally(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      result.completeExceptionally(e);
    }
  }

  private void write(Freeze freeze) throws IOException, InterruptedException {
    if (freeze.progress().equals(covered)) {
      return; // nothing new
    }
    SnapshotFile written = files.write(freeze.position(), await(freeze));
    covered = freeze.progress();
    // The log is kept back to the oldest retained snapshot, or a damaged newest one would have
    // nothing to fall back to.
    files
        .prune(settings.retainedSnapshots())
        .ifPresent(oldest -> purge.accept(oldest.at().getIndex()));
    logger.info(
        "event=snapshot_taken index={} millis={} file={}",
        freeze.position().getIndex(),
        TimeUnit.NANOSECONDS.toMillis(nanoClock.getAsLong() - promisedNanos),
        written.path().getFileName());
  }

  private static Replica.Frozen await(Freeze freeze) throws IOException, InterruptedException {
    try {
      return freeze.frozen().toCompletableFuture().get();
    } catch (ExecutionException | CompletionException e) {
      throw new IOException("the replica did not freeze its state", e.getCause());
    }
  }
}
