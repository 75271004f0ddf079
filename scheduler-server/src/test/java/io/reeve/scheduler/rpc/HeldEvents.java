package io.reeve.scheduler.rpc;

import io.reeve.scheduler.core.cluster.Event;
import io.reeve.scheduler.engine.EventFeed;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The newest events, as many as a test wants held. */
final class HeldEvents implements EventFeed {
  private final int capacity;
  private final ArrayDeque<Event> held = new ArrayDeque<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private long newest;

  HeldEvents(int capacity) {
    this.capacity = capacity;
  }

  void publish(List<Event> events) {
    synchronized (this) {
      for (var event : events) {
        held.add(event);
        newest = event.number();
      }
      while (held.size() > capacity) {
        held.removeFirst();
      }
    }
    if (!events.isEmpty()) {
      listeners.forEach(Runnable::run);
    }
  }

  /** Forgets all events, as a restart from a snapshot does. */
  synchronized void forget() {
    held.clear();
  }

  int listeners() {
    return listeners.size();
  }

  @Override
  public synchronized long newest() {
    return newest;
  }

  @Override
  public synchronized Page read(long after, int limit) {
    var oldest = newest - held.size() + 1;
    if (after < oldest - 1 || after > newest) {
      return new Page(false, List.of(), oldest, newest);
    }
    var events = held.stream().skip(after - oldest + 1).limit(limit).toList();
    return new Page(true, events, oldest, newest);
  }

  @Override
  public Registration onEvents(Runnable wakeUp) {
    listeners.add(wakeUp);
    return () -> listeners.remove(wakeUp);
  }
}
