package io.reeve.scheduler.log;

import io.reeve.scheduler.engine.LogException;
import io.reeve.scheduler.engine.LogException.Outcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/**
 * One call of {@link RatisCommandLog#append} on its way through Ratis.
 *
 * <p>Travels as the request's message and then as the transaction's context, so the replica gets
 * the caller's own array and the caller is answered from the replica's stage, before Ratis builds
 * the reply that nobody reads.
 */
final class Append implements Message {
  private final byte[] batch;
  private final CompletableFuture<Long> result = new CompletableFuture<>();
  private volatile boolean entered;

  Append(byte[] batch) {
    this.batch = batch;
  }

  byte[] batch() {
    return batch;
  }

  @Override
  public ByteString getContent() {
    return UnsafeByteOperations.unsafeWrap(batch); // the caller promised not to change it
  }

  CompletableFuture<Long> result() {
    return result;
  }

  CompletionStage<Long> stage() {
    return result.minimalCompletionStage();
  }

  /** From here on the batch may reach the disk. */
  void enter() {
    entered = true;
  }

  boolean hasEntered() {
    return entered;
  }

  void succeed(long index) {
    result.complete(index);
  }

  void fail(Outcome outcome, String message) {
    result.completeExceptionally(new LogException(outcome, message));
  }

  void fail(Outcome outcome, String message, Throwable cause) {
    result.completeExceptionally(new LogException(outcome, message, cause));
  }
}
