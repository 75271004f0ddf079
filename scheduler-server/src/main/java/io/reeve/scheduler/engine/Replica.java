package io.reeve.scheduler.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletionStage;

/**
 * What the log is applied to. Implemented by the engine, called by the {@link CommandLog}.
 *
 * <p>The log calls {@link #apply} in log order, without waiting for the stage of the one before.
 * {@link #apply} and {@link #snapshot} may come from different threads but never overlap, so a
 * snapshot holds exactly the entries applied before the call.
 */
public interface Replica {

  /**
   * Applies a batch. Deterministic: the same batches in the same order give the same state.
   *
   * @param index the entry's index in the log, rising
   * @param batch the bytes that were appended
   * @return completes when the batch is applied; never exceptionally for a batch this version wrote
   */
  CompletionStage<Void> apply(long index, byte[] batch);

  /**
   * Freezes the state as it is after everything applied so far.
   *
   * @return completes soon, with something that can be written at leisure on another thread
   */
  CompletionStage<Frozen> snapshot();

  /**
   * Replaces the whole state by a snapshot. Called before the first {@link #apply}.
   *
   * @throws IOException when the bytes are not a snapshot that this version reads
   */
  void restore(InputStream in) throws IOException;

  /** A frozen state. */
  interface Frozen {
    /** Writes it; on any one thread, once. */
    void writeTo(OutputStream out) throws IOException;
  }
}
