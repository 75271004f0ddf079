package io.reeve.scheduler.log;

import io.reeve.scheduler.engine.Replica;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.apache.ratis.server.protocol.TermIndex;

/**
 * The one way into the {@link Replica}: every batch once per life of the process, in log order,
 * with no gap.
 *
 * <p>Outlives the {@link RatisPeer}: after a full disk Ratis is started again and replays from its
 * snapshot; what the replica already has is passed over here. Its lock is what keeps {@link
 * Replica#apply} and {@link Replica#snapshot} from overlapping.
 */
final class Applier {
  /** Batches handed to the replica and not yet completed; replay waits when there are more. */
  private static final int MAX_UNFINISHED = 256;

  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  private final Replica replica;
  private final Consumer<Throwable> onFatal;
  private final Semaphore room = new Semaphore(MAX_UNFINISHED);

  // All below are guarded by this.
  private TermIndex position = TermIndex.valueOf(0, -1);
  private CompletableFuture<Void> unfinished = DONE;
  private Progress progress = new Progress(0, 0, 0);
  private boolean broken;

  /**
   * What happened since the start of the process; differences say how much a snapshot would save.
   */
  record Progress(long batches, long bytes, long entries) {
    Progress since(Progress earlier) {
      return new Progress(
          batches - earlier.batches, bytes - earlier.bytes, entries - earlier.entries);
    }
  }

  /** The replica's state after the entry at {@code position}. */
  record Freeze(TermIndex position, Progress progress, CompletionStage<Replica.Frozen> frozen) {}

  /**
   * @param onFatal told when the replica breaks its contract; it no longer matches the log then
   */
  Applier(Replica replica, Consumer<Throwable> onFatal) {
    this.replica = replica;
    this.onFatal = onFatal;
  }

  /** Before the first batch. */
  synchronized void restore(TermIndex snapshot, InputStream in) throws IOException {
    replica.restore(in);
    position = snapshot;
  }

  /**
   * Hands a batch to the replica, unless it has it already.
   *
   * <p>Blocks while the replica is {@value #MAX_UNFINISHED} batches behind.
   *
   * @throws IllegalStateException when entries are missing before this one, or the replica failed
   *     before
   */
  CompletableFuture<Void> apply(TermIndex at, byte[] batch) throws InterruptedException {
    room.acquire();
    CompletableFuture<Void> stage;
    synchronized (this) {
      if (!advance(at)) {
        room.release();
        return unfinished; // with the replica already, perhaps not completed
      }
      progress =
          new Progress(progress.batches + 1, progress.bytes + batch.length, progress.entries);
      stage = callReplica(at.getIndex(), batch);
      unfinished = unfinished.isDone() ? stage : CompletableFuture.allOf(unfinished, stage);
    }
    var unused = stage.whenComplete(this::finished);
    return stage;
  }

  /** Notes an entry of Ratis' own, which is none of the replica's business. */
  synchronized void pass(TermIndex at) {
    advance(at);
  }

  /**
   * Freezes the replica between two batches.
   *
   * @throws IllegalStateException when the replica failed: what it holds is not what the log says
   */
  synchronized Freeze freeze() {
    requireSound();
    return new Freeze(position, progress, replica.snapshot());
  }

  synchronized TermIndex position() {
    return position;
  }

  synchronized Progress progress() {
    return progress;
  }

  /** Completes when everything handed to the replica so far is applied. */
  synchronized CompletableFuture<Void> whenCaughtUp() {
    return unfinished;
  }

  private CompletableFuture<Void> callReplica(long index, byte[] batch) {
    try {
      return replica.apply(index, batch).toCompletableFuture();
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void finished(Void done, Throwable failure) {
    room.release();
    if (failure != null) {
      synchronized (this) {
        broken = true;
      }
      onFatal.accept(failure);
    }
  }

  private void requireSound() {
    if (broken) {
      throw new IllegalStateException("the replica failed before");
    }
  }

  /** Whether {@code at} is new. */
  private boolean advance(TermIndex at) {
    requireSound();
    if (at.getIndex() <= position.getIndex()) {
      return false;
    }
    if (at.getIndex() != position.getIndex() + 1 || at.getTerm() < position.getTerm()) {
      throw new IllegalStateException("entry " + at + " does not follow " + position);
    }
    position = at;
    progress = new Progress(progress.batches, progress.bytes, progress.entries + 1);
    return true;
  }
}
