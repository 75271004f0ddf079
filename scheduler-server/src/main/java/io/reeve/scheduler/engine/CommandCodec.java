package io.reeve.scheduler.engine;

import io.reeve.scheduler.core.cluster.ClusterImage;
import io.reeve.scheduler.core.cluster.Command;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;

/**
 * Turns what is logged into bytes and back. Thread-safe, without state. Bytes written by one
 * version are read by every later one.
 */
public interface CommandCodec {

  /** The bytes of a batch. */
  byte[] encode(Batch batch);

  /**
   * The batch in these bytes.
   *
   * @throws IllegalArgumentException when they are damaged, or were written by a newer version that
   *     knows commands that this one does not: applying a part of them would let the peers drift
   *     apart
   */
  Batch decode(byte[] bytes);

  /** Writes a state; does not close {@code out}. */
  void writeImage(ClusterImage image, OutputStream out) throws IOException;

  /**
   * Reads a state; does not close {@code in}.
   *
   * @throws IOException when the bytes are damaged or of a version that this one does not know
   */
  ClusterImage readImage(InputStream in) throws IOException;

  /**
   * Commands that are logged, and become durable, together.
   *
   * @param originHigh drawn at random by the process that made it, once in its life
   * @param sequence from 1, rising by one with every batch of that origin
   * @param time stamped by the leader, in microseconds; never before that of the batch before
   * @param commands in the order in which they are applied
   */
  record Batch(long originHigh, long sequence, Instant time, List<Command> commands) {
    public Batch {
      commands = List.copyOf(commands);
    }
  }
}
