package io.reeve.client.internal;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One channel to the head node, with the clock and the pauses its calls use. Thread-safe.
 *
 * <p>The channel lives on one I/O thread and runs callbacks right there, which is what makes a
 * small call cheap; so nothing that blocks may run in a callback.
 */
public final class Connection implements AutoCloseable {
  private final ManagedChannel channel;
  private final Time time;
  private final Backoff backoff;
  private final BooleanSupplier onIoThread;
  private final Runnable release;
  private volatile boolean closed;

  /**
   * Takes the channel and the clock over.
   *
   * @param onIoThread whether the current thread is the channel's own
   * @param release frees what else belongs to the channel, after it is closed
   */
  public Connection(
      ManagedChannel channel,
      Time time,
      Backoff backoff,
      BooleanSupplier onIoThread,
      Runnable release) {
    this.channel = channel;
    this.time = time;
    this.backoff = backoff;
    this.onIoThread = onIoThread;
    this.release = release;
  }

  Channel channel() {
    return channel;
  }

  /** The clock of everything on this connection. */
  public Time time() {
    return time;
  }

  /** The pauses before repetitions. */
  public Backoff backoff() {
    return backoff;
  }

  /** True on the thread that must not be blocked. */
  public boolean onIoThread() {
    return onIoThread.getAsBoolean();
  }

  /** True once {@link #close} was called: nothing is repeated from then on. */
  public boolean isClosed() {
    return closed;
  }

  /** Lets the next try connect at once instead of after gRPC's own, longer pause. */
  void hurry() {
    channel.resetConnectBackoff();
  }

  /** Ends every call; waits up to two seconds for that. Safe to repeat. */
  @Override
  public void close() {
    closed = true;
    channel.shutdownNow();
    time.close();
    try {
      if (!onIoThread()) {
        channel.awaitTermination(2, TimeUnit.SECONDS);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      release.run();
    }
  }
}
