package io.reeve.client;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.reeve.client.internal.Connection;
import io.reeve.client.internal.EventConverter;
import io.reeve.client.internal.EventStream;
import io.reeve.client.model.Event;
import io.reeve.client.model.WatchQuery;
import io.reeve.proto.v1.WatchTasksRequest;
import io.reeve.proto.v1.WatchTasksResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A stream of state changes: each that matches, in order, exactly once. Thread-safe; close it.
 *
 * <p>It keeps the number of the last event and resumes after it by itself when the connection is
 * lost, the head node restarts, or this reader was too slow. It holds a bounded number of events:
 * when the reader falls behind, the head node is asked for no more until there is room. When the
 * head node no longer holds what is needed to go on, {@link EventsGoneException} says so after the
 * last event; list again and watch from there.
 */
public final class Watch implements AutoCloseable {
  private final Connection connection;
  private final Settings settings;
  private final WatchTasksRequest query;
  private final CompletableFuture<Watch> started = new CompletableFuture<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Event> buffer = new ArrayDeque<>();
  private OptionalLong received = OptionalLong.empty();
  private OptionalLong delivered = OptionalLong.empty();
  private int freed;
  private int failures;
  private @Nullable EventStream stream;
  private @Nullable ReeveException end;
  private @Nullable Reader reader;
  private @Nullable StatusRuntimeException lastLoss;

  Watch(Connection connection, Settings settings, WatchQuery query) {
    this.connection = connection;
    this.settings = settings;
    this.query = EventConverter.proto(query);
    this.received = query.afterEvent();
    this.delivered = query.afterEvent();
  }

  /** Waits for the next event. */
  public Event take() {
    return next(Duration.ofDays(36500)).orElseThrow();
  }

  /**
   * Waits for the next event.
   *
   * @param timeout how long at most; zero only looks
   * @return empty when there was none in time
   * @throws EventsGoneException if the stream cannot go on without a hole
   * @throws CallCanceledException if this watch was closed, or the thread interrupted
   */
  public Optional<Event> next(Duration timeout) {
    if (connection.onIoThread() && !timeout.isZero()) {
      throw new IllegalStateException("blocking on the client's own thread: use nextAsync");
    }
    Event event;
    lock.lock();
    try {
      long left = timeout.toNanos();
      while (buffer.isEmpty() && end == null && left > 0) {
        left = changed.awaitNanos(left);
      }
      event = buffer.poll();
      if (event == null) {
        if (end != null) {
          throw Errors.again(end);
        }
        return Optional.empty();
      }
      delivered = OptionalLong.of(event.number());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CallCanceledException(Failure.local("interrupted"), interrupted);
    } finally {
      lock.unlock();
    }
    makeRoom();
    return Optional.of(event);
  }

  /**
   * The next event, later. One at a time.
   *
   * @return fails as {@link #next} throws; canceling it loses no event
   * @throws IllegalStateException if the one before is not complete
   */
  public CompletableFuture<Event> nextAsync() {
    Reader future = new Reader();
    lock.lock();
    try {
      if (reader != null && !reader.isDone()) {
        throw new IllegalStateException("one nextAsync at a time");
      }
      reader = future;
    } finally {
      lock.unlock();
    }
    serveReader();
    return future;
  }

  /**
   * The number of the last event handed out, or that the stream began after: a later watch that
   * resumes after it misses nothing.
   */
  public long lastEvent() {
    lock.lock();
    try {
      return delivered.orElse(0);
    } finally {
      lock.unlock();
    }
  }

  /** Ends the stream; who waits for an event gets {@link CallCanceledException}. */
  @Override
  public void close() {
    finish(new CallCanceledException(Failure.local("the watch was closed"), null));
  }

  CompletableFuture<Watch> start(Duration within) {
    connect();
    connection.time().after(within, this::giveUpStarting);
    return Invoker.onCancel(started, this::close);
  }

  private void received(EventStream from, WatchTasksResponse response) {
    boolean kept;
    lock.lock();
    try {
      if (end != null) {
        return;
      }
      failures = 0;
      kept = response.hasEvent() && keep(EventConverter.model(response.getEvent()));
      if (!response.hasEvent() && received.isEmpty()) {
        received = OptionalLong.of(response.getNewestEvent());
        delivered = received;
      }
    } finally {
      lock.unlock();
    }
    if (response.hasEvent() && !kept) {
      from.request(1); // it took no room
    }
    if (!started.isDone()) {
      settings.executor().execute(() -> started.complete(this));
    }
    serveReader();
  }

  private void lost(StatusRuntimeException status) {
    if (connection.isClosed()) {
      close();
      return;
    }
    ReeveException error = Errors.from(status, Optional.empty());
    boolean resumable =
        status.getStatus().isOk()
            || error instanceof UnreachableException
            || error.reason() == ErrorReason.WATCHER_TOO_SLOW;
    if (!resumable) {
      finish(error);
      return;
    }
    Duration pause;
    lock.lock();
    try {
      if (end != null) {
        return;
      }
      lastLoss = status;
      stream = null;
      pause = connection.backoff().pause(failures++);
    } finally {
      lock.unlock();
    }
    connection.time().after(pause, this::connect);
  }

  /** True when the event was new. A repeated one can only come from a server that went back. */
  private boolean keep(Event event) {
    if (received.isPresent() && event.number() <= received.getAsLong()) {
      return false;
    }
    received = OptionalLong.of(event.number());
    buffer.add(event);
    changed.signalAll();
    return true;
  }

  private void connect() {
    if (connection.isClosed()) {
      close();
      return;
    }
    WatchTasksRequest.Builder request = query.toBuilder();
    lock.lock();
    try {
      if (end != null) {
        return;
      }
      received.ifPresent(request::setAfterEvent);
    } finally {
      lock.unlock();
    }
    EventStream opened = EventStream.open(connection, request.build(), new Incoming());
    int room;
    lock.lock();
    try {
      stream = opened;
      freed = 0;
      room = settings.watchBuffer() - buffer.size() + 1; // one for the first response
      if (end != null) {
        opened.cancel();
        return;
      }
    } finally {
      lock.unlock();
    }
    opened.request(room);
  }

  /** Asks for as many events as were taken out, half a buffer at a time. */
  private void makeRoom() {
    EventStream current;
    int room;
    lock.lock();
    try {
      freed++;
      if (freed < Math.max(1, settings.watchBuffer() / 2) && !buffer.isEmpty()) {
        return;
      }
      room = freed;
      freed = 0;
      current = stream;
    } finally {
      lock.unlock();
    }
    if (current != null) {
      current.request(room);
    }
  }

  private void serveReader() {
    Reader waiting;
    Event event;
    ReeveException failure;
    lock.lock();
    try {
      waiting = reader;
      if (waiting == null || (buffer.isEmpty() && end == null)) {
        return;
      }
      reader = null;
      if (!waiting.claim()) {
        return; // given up: the event stays for the next reader
      }
      event = buffer.poll();
      failure = end;
      if (event != null) {
        delivered = OptionalLong.of(event.number());
      }
    } finally {
      lock.unlock();
    }
    if (event != null) {
      makeRoom();
      settings.executor().execute(() -> waiting.finish(event));
    } else if (failure != null) {
      settings.executor().execute(() -> waiting.finish(failure));
    }
  }

  private void giveUpStarting() {
    if (!started.isDone()) {
      StatusRuntimeException loss;
      lock.lock();
      try {
        loss = lastLoss;
      } finally {
        lock.unlock();
      }
      finish(
          Errors.from(
              loss != null ? loss : Status.DEADLINE_EXCEEDED.asRuntimeException(),
              Optional.empty()));
    }
  }

  private void finish(ReeveException why) {
    EventStream current;
    lock.lock();
    try {
      if (end != null) {
        return;
      }
      end = why;
      current = stream;
      stream = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (current != null) {
      current.cancel();
    }
    settings.executor().execute(() -> started.completeExceptionally(why));
    serveReader();
  }

  private final class Incoming implements EventStream.Receiver {
    @Override
    public void response(EventStream from, WatchTasksResponse response) {
      received(from, response);
    }

    @Override
    public void ended(EventStream from, StatusRuntimeException status) {
      lost(status);
    }
  }

  /** Either gets an event or is given up by its owner, decided under the lock, never both. */
  private final class Reader extends CompletableFuture<Event> {
    private boolean claimed;
    private boolean givenUp;

    /** Under the lock. */
    boolean claim() {
      claimed = !givenUp && !isDone();
      return claimed;
    }

    void finish(Event event) {
      super.complete(event);
    }

    void finish(ReeveException failure) {
      super.completeExceptionally(failure);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      return giveUp() && super.cancel(mayInterruptIfRunning);
    }

    /** Also how {@link #orTimeout} gives up. */
    @Override
    public boolean completeExceptionally(Throwable error) {
      return giveUp() && super.completeExceptionally(error);
    }

    private boolean giveUp() {
      lock.lock();
      try {
        givenUp = !claimed;
        return givenUp;
      } finally {
        lock.unlock();
      }
    }
  }
}
