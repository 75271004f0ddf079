package io.reeve.scheduler.engine;

import io.reeve.scheduler.core.cluster.Event;
import java.util.List;

/**
 * The newest events, held for watchers who fetch them at their own pace. Bounded: the oldest are
 * dropped, and who comes for them is told so. Thread-safe.
 */
public interface EventFeed {
  /** Number of the newest event; 0 when there was none ever. */
  long newest();

  /**
   * Events after a number.
   *
   * @param after number of the last event seen
   * @param limit how many at most
   */
  Page read(long after, int limit);

  /**
   * Asks to be told when there are new events.
   *
   * @param wakeUp called on the engine thread, returns at once; may be called without need
   * @return ends it
   */
  Registration onEvents(Runnable wakeUp);

  /**
   * What {@link #read} found.
   *
   * @param held whether everything after the number is still held; when not, {@code events} is
   *     empty
   * @param events in order
   * @param oldest number of the oldest event held; {@code newest} + 1 when none is
   * @param newest number of the newest event
   */
  record Page(boolean held, List<Event> events, long oldest, long newest) {}

  /** A wish to be told. */
  interface Registration {
    /** It is over. */
    void close();
  }
}
