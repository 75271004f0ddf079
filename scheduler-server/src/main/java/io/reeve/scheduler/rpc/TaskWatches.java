package io.reeve.scheduler.rpc;

import io.grpc.stub.StreamObserver;
import io.reeve.proto.v1.WatchTasksResponse;
import io.reeve.scheduler.engine.Engine;
import io.reeve.scheduler.engine.EventFeed;
import io.reeve.scheduler.rpc.convert.WatchRequest;
import io.reeve.scheduler.rpc.error.RpcException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.inject.Inject;
import javax.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * The open watches. The engine thread does the same little work for a thousand of them as for one:
 * it has one task queued, which wakes them.
 */
@Singleton
public final class TaskWatches implements AutoCloseable {
  private final Engine engine;
  private final Executor executor;
  private final int limit;
  private final Semaphore places;
  private final Set<TaskWatch> open = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean waking = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();
  private EventFeed.@Nullable Registration registration; // guarded by this

  @Inject
  TaskWatches(Engine engine, RpcThreads threads, RpcSettings settings) {
    this(engine, threads.watches(), settings.maxWatches());
  }

  TaskWatches(Engine engine, Executor executor, int limit) {
    this.engine = engine;
    this.executor = executor;
    this.limit = limit;
    this.places = new Semaphore(limit);
  }

  /** How many are open. */
  int open() {
    return limit - places.availablePermits();
  }

  /**
   * Opens a watch.
   *
   * @throws RpcException when too many are open, or the head node is stopping
   */
  void open(WatchRequest request, StreamObserver<WatchTasksResponse> observer) {
    if (closed.get()) {
      throw RpcException.headNotReady();
    }
    if (!places.tryAcquire()) {
      throw RpcException.tooManyOpen("watches", limit);
    }
    register();
    var watch =
        new TaskWatch(
            engine.events(), request.filter(), Answers.call(observer), executor, this::over);
    open.add(watch);
    engine.read(request::begin).whenComplete(watch::begin);
    if (closed.get()) {
      watch.stop(); // close() may have passed it by
    }
  }

  private synchronized void register() {
    if (registration == null) {
      registration = engine.events().onEvents(this::wakeSoon);
    }
  }

  private void over(TaskWatch watch) {
    open.remove(watch);
    places.release();
  }

  /** Engine thread. */
  private void wakeSoon() {
    if (!open.isEmpty() && waking.compareAndSet(false, true)) {
      try {
        executor.execute(this::wakeAll);
      } catch (RejectedExecutionException e) {
        waking.set(false); // only while the daemon stops: nobody is to be fed any more
      }
    }
  }

  private void wakeAll() {
    waking.set(false); // before the look, so that what comes now wakes again
    open.forEach(TaskWatch::wake);
  }

  /**
   * Ends every watch with HEAD_NOT_READY and opens no other. To be called before the server waits
   * for its calls.
   */
  @Override
  public void close() {
    closed.set(true);
    open.forEach(TaskWatch::stop);
    synchronized (this) {
      if (registration != null) {
        registration.close();
      }
    }
  }
}
