package io.reeve.scheduler.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.reeve.scheduler.engine.Replica;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/** Remembers every batch, as text; notices calls that overlap or come out of order. */
final class RecordingReplica implements Replica {
  private final Executor engine;
  private final AtomicBoolean inCall = new AtomicBoolean();
  private final List<String> state = new ArrayList<>();
  private final List<String> appliedInThisLife = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private long lastIndex = -1;
  private int restores;
  private int snapshots;
  private volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);
  private volatile CountDownLatch writing = new CountDownLatch(0);
  private volatile boolean failing;

  RecordingReplica() {
    this(Runnable::run);
  }

  /**
   * @param engine completes the stages
   */
  RecordingReplica(Executor engine) {
    this.engine = engine;
  }

  /** Everything the replica holds, in order. */
  synchronized List<String> state() {
    return List.copyOf(state);
  }

  synchronized List<String> appliedInThisLife() {
    return List.copyOf(appliedInThisLife);
  }

  synchronized List<String> violations() {
    return List.copyOf(violations);
  }

  synchronized int snapshots() {
    return snapshots;
  }

  synchronized int restores() {
    return restores;
  }

  /** Stages of later batches complete only when the returned future does. */
  CompletableFuture<Void> holdApplied() {
    gate = new CompletableFuture<>();
    return gate;
  }

  /** Snapshots are not written until the returned latch is released. */
  CountDownLatch holdSnapshots() {
    writing = new CountDownLatch(1);
    return writing;
  }

  void failFromNowOn() {
    failing = true;
  }

  @Override
  public CompletionStage<Void> apply(long index, byte[] batch) {
    return alone(
        () -> {
          synchronized (this) {
            if (index <= lastIndex) {
              violations.add("index " + index + " after " + lastIndex);
            }
            lastIndex = index;
            state.add(new String(batch, ISO_8859_1));
            appliedInThisLife.add(new String(batch, ISO_8859_1));
          }
          if (failing) {
            return CompletableFuture.failedStage(new IllegalStateException("told to fail"));
          }
          return gate.thenRunAsync(() -> {}, engine);
        });
  }

  @Override
  public CompletionStage<Frozen> snapshot() {
    return alone(
        () -> {
          List<String> frozen = state();
          synchronized (this) {
            snapshots++;
          }
          CountDownLatch mayWrite = writing;
          return CompletableFuture.completedStage(
              out -> {
                try {
                  mayWrite.await();
                } catch (InterruptedException e) {
                  throw new IOException(e);
                }
                DataOutputStream data = new DataOutputStream(out);
                data.writeInt(frozen.size());
                for (String batch : frozen) {
                  data.writeInt(batch.length());
                  data.write(batch.getBytes(ISO_8859_1));
                }
                data.flush();
              });
        });
  }

  @Override
  public synchronized void restore(InputStream in) throws IOException {
    if (!appliedInThisLife.isEmpty()) {
      violations.add("restore after apply");
    }
    state.clear();
    DataInputStream data = new DataInputStream(in);
    for (int left = data.readInt(); left > 0; left--) {
      state.add(new String(data.readNBytes(data.readInt()), ISO_8859_1));
    }
    restores++;
  }

  private interface Call<T> {
    T run();
  }

  private <T> T alone(Call<T> call) {
    if (!inCall.compareAndSet(false, true)) {
      synchronized (this) {
        violations.add("calls overlap");
      }
    }
    try {
      return call.run();
    } finally {
      inCall.set(false);
    }
  }
}
