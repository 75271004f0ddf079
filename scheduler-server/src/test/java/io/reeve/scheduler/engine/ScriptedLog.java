package io.reeve.scheduler.engine;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A log that does nothing by itself: the test says what becomes of each batch, and when. */
final class ScriptedLog implements CommandLog {
  private final BlockingQueue<Appended> appended = new LinkedBlockingQueue<>();

  /** A batch on its way. */
  static final class Appended {
    private final byte[] batch;
    private final CompletableFuture<Long> result = new CompletableFuture<>();

    private Appended(byte[] batch) {
      this.batch = batch;
    }

    byte[] batch() {
      return batch;
    }

    CompletableFuture<Long> result() {
      return result;
    }
  }

  @Override
  public CompletionStage<Long> append(byte[] batch) {
    var entry = new Appended(batch);
    appended.add(entry);
    return entry.result();
  }

  /** The next batch. */
  Appended next() throws InterruptedException {
    var next = appended.poll(10, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing was appended");
    }
    return next;
  }

  /** Whether something was appended that was not asked for. */
  boolean isIdle() {
    return appended.isEmpty();
  }

  @Override
  public Role role() {
    return new Role(Role.Kind.LEADER, 1, "scripted");
  }

  @Override
  public CompletionStage<Void> snapshot() {
    return CompletableFuture.completedStage(null);
  }

  @Override
  public void close() {}
}
