package io.reeve.scheduler.engine;

import io.reeve.scheduler.core.cluster.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The newest events in a ring. Written by the engine thread, read by any. */
final class EventRing implements EventFeed {
  private final @Nullable Event[] ring;
  private final CopyOnWriteArrayList<Listener> listeners = new CopyOnWriteArrayList<>();

  // Guarded by this.
  private long newest;
  private long oldest = 1;

  /** A class, not a record: the same wake-up twice is two registrations. */
  private final class Listener implements Registration {
    private final Runnable wakeUp;

    Listener(Runnable wakeUp) {
      this.wakeUp = wakeUp;
    }

    @Override
    public void close() {
      listeners.remove(this);
    }
  }

  EventRing(int held) {
    ring = new Event[held];
  }

  @Override
  public synchronized long newest() {
    return newest;
  }

  @Override
  public synchronized Page read(long after, int limit) {
    if (after < oldest - 1 || after > newest) {
      return new Page(false, List.of(), oldest, newest);
    }
    var count = (int) Math.min(limit, newest - after);
    var events = new ArrayList<Event>(count);
    for (var number = after + 1; number <= after + count; number++) {
      var event = ring[slot(number)];
      if (event != null) {
        events.add(event);
      }
    }
    return new Page(true, events, oldest, newest);
  }

  @Override
  public Registration onEvents(Runnable wakeUp) {
    var listener = new Listener(wakeUp);
    listeners.add(listener);
    return listener;
  }

  /** Adds events that follow the newest. */
  void append(List<Event> events) {
    if (!events.isEmpty()) {
      appendAll(events);
    }
  }

  private synchronized void appendAll(List<Event> events) {
    for (var event : events) {
      if (event.number() != newest + 1) {
        throw new IllegalStateException("event " + event.number() + " after " + newest);
      }
      ring[slot(event.number())] = event;
      newest = event.number();
      oldest = Math.max(oldest, newest - ring.length + 1);
    }
  }

  /** Starts again after {@code last}, holding nothing. */
  synchronized void reset(long last) {
    Arrays.fill(ring, null);
    newest = last;
    oldest = last + 1;
  }

  /** Tells everybody who wants to know. */
  void wake() {
    listeners.forEach(listener -> listener.wakeUp.run());
  }

  private int slot(long number) {
    return (int) (number % ring.length);
  }
}
