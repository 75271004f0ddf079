package io.reeve.scheduler.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.reeve.proto.v1.WatchTasksResponse;
import io.reeve.scheduler.engine.EventFeed;
import io.reeve.scheduler.rpc.convert.EventFilter;
import io.reeve.scheduler.rpc.convert.Events;
import io.reeve.scheduler.rpc.convert.Lookup;
import io.reeve.scheduler.rpc.error.RpcException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One watch. It keeps no events, only the number of the last one it went past, and fetches the next
 * ones when its caller can take them.
 *
 * <p>{@link #wake}, {@link #begin} and {@link #stop} may be called on any thread. Everything else
 * happens in {@link #step}, which is never run by two threads at a time and is the only writer of
 * the stream.
 */
final class TaskWatch {
  /** Events looked at in one step; then others have their turn. */
  private static final int PAGE = 256;

  private final EventFeed feed;
  private final EventFilter filter;
  private final ServerCallStreamObserver<WatchTasksResponse> observer;
  private final Executor executor;
  private final Consumer<TaskWatch> onEnd;

  /** Wishes for a step since the last one began; a step is queued or running while it is not 0. */
  private final AtomicInteger wishes = new AtomicInteger();

  private volatile @Nullable Lookup<Long> start;
  private volatile @Nullable Throwable failure;
  private volatile boolean hungUp;

  // Owned by step().
  private boolean begun;
  private boolean ended;
  private @Nullable Throwable endedBy;
  private long last;

  TaskWatch(
      EventFeed feed,
      EventFilter filter,
      ServerCallStreamObserver<WatchTasksResponse> observer,
      Executor executor,
      Consumer<TaskWatch> onEnd) {
    this.feed = feed;
    this.filter = filter;
    this.observer = observer;
    this.executor = executor;
    this.onEnd = onEnd;
    observer.setOnCancelHandler(
        () -> {
          hungUp = true;
          wake();
        });
    observer.setOnReadyHandler(this::wake);
  }

  /** It is known after which event to begin, or why not. */
  void begin(@Nullable Lookup<Long> found, @Nullable Throwable notFound) {
    start = found;
    if (notFound != null) {
      failure = notFound;
    }
    wake();
  }

  /** The head node stops. */
  void stop() {
    failure = RpcException.headNotReady();
    wake();
  }

  /** There may be something to do. */
  void wake() {
    if (wishes.getAndIncrement() == 0) {
      enqueue();
    }
  }

  private void enqueue() {
    try {
      executor.execute(this::run);
    } catch (RejectedExecutionException e) {
      onEnd.accept(this); // only while the daemon stops; the server ends the call itself
    }
  }

  private void run() {
    var granted = wishes.get();
    var more = step();
    if (ended) {
      finish(); // the wishes stay, so it is never enqueued again
    } else if (more || wishes.addAndGet(-granted) > 0) {
      enqueue(); // with more to do the wishes stay, so nobody else enqueues it
    }
  }

  private void finish() {
    onEnd.accept(this); // first, so that who is told can watch again at once
    var why = endedBy;
    if (why != null && !hungUp) {
      observer.onError(why);
    }
  }

  /** Does a little; true when there is more to do. */
  private boolean step() {
    if (hungUp) {
      ended = true;
      return false;
    }
    try {
      var why = failure;
      if (why != null) {
        fail(why);
        return false;
      }
      return (begun || tryBegin()) && feedOn();
    } catch (RuntimeException e) {
      fail(e);
      return false;
    }
  }

  /** Sends the first response, once it is known where to begin; false when it cannot. */
  private boolean tryBegin() {
    var from = start;
    if (from == null) {
      return false;
    }
    last = from.get();
    var page = feed.read(last, 1);
    if (!page.held() || last > page.newest()) {
      fail(RpcException.eventsGone(page.oldest(), page.newest()));
      return false;
    }
    observer.onNext(Events.begin(last));
    begun = true;
    return true;
  }

  private boolean feedOn() {
    var page = feed.read(last, observer.isReady() ? PAGE : 0);
    if (!page.held()) {
      fail(RpcException.watcherTooSlow(last)); // at once, whether the caller reads or not
      return false;
    }
    for (var event : page.events()) {
      last = event.number();
      Events.response(filter, event).ifPresent(observer::onNext);
    }
    return page.events().size() == PAGE;
  }

  private void fail(Throwable why) {
    ended = true;
    endedBy = why;
  }
}
