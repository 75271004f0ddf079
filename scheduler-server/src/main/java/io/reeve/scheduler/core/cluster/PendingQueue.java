package io.reeve.scheduler.core.cluster;

import io.reeve.scheduler.core.Resources;
import io.reeve.scheduler.core.task.Setback;
import io.reeve.scheduler.core.task.TaskId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The queued tasks in the order in which they should start: priority, then order of submit, then
 * task id.
 *
 * <p>Tasks that ask for the same with the same priority and the same setback stand in one line,
 * because where the first of a line finds no room the others find none either. A look at the queue
 * therefore costs as much as what it starts and the lines it finds blocked, however long the queue
 * is. Lines that no node could run even if it were empty are set aside, and so are lines whose time
 * to be tried again has not come while no other node could ever run them.
 *
 * <p>A task that leaves the queue stays in its line until it comes to the front, where it is
 * dropped. It may have come back into another line meanwhile: who was set back does.
 */
public final class PendingQueue {
  private static final Comparator<Entry> ENTRY_ORDER =
      Comparator.comparingLong(Entry::submitOrder).thenComparing(Entry::task);
  private static final Comparator<Line> LINE_ORDER =
      Comparator.<Line>comparingInt(line -> -line.key.priority)
          .thenComparing(line -> line.head, ENTRY_ORDER);
  private static final Comparator<Line> RETRY_ORDER =
      Comparator.<Line, Instant>comparing(line -> line.key.setback().retryAt())
          .thenComparingLong(line -> line.number);

  private final Map<Key, Line> lines = new HashMap<>();
  private final TreeSet<Line> ready = new TreeSet<>(LINE_ORDER);

  /** Lines whose time has not come: they are set aside, or ready but for the nodes they avoid. */
  private final TreeSet<Line> early = new TreeSet<>(RETRY_ORDER);

  private final Set<Line> hopeless = new HashSet<>();
  private final BiPredicate<TaskId, Key> waitsSo;
  private BiPredicate<Resources, SortedSet<String>> someNodeCouldRun;
  private Instant reached = Instant.MIN;
  private long lastLine;
  private int size;

  /**
   * What a task waits for: tasks for which this is equal are the same to the planner.
   *
   * @param setback what keeps it from being tried again at once
   */
  record Key(int priority, Resources resources, Setback setback) {}

  private record Entry(long submitOrder, TaskId task) {}

  /** Tasks that ask for the same with the same priority. */
  private static final class Line {
    private final Key key;
    private final long number;
    private final ArrayDeque<Entry> inOrder = new ArrayDeque<>();
    private final TreeSet<Entry> outOfOrder = new TreeSet<>(ENTRY_ORDER);
    private Entry head;
    private int alive;

    /** Where it must not go now. */
    private SortedSet<String> avoided = Setback.NONE.nodes();

    Line(Key key, long number, Entry first) {
      this.key = key;
      this.number = number;
      this.head = first;
    }
  }

  /**
   * A task that waits.
   *
   * @param task which
   * @param resources what it asks for
   * @param avoided nodes that it must not go to now
   */
  public record Pending(TaskId task, Resources resources, SortedSet<String> avoided) {}

  /**
   * An empty queue.
   *
   * @param waitsSo whether a task still waits, and for that
   * @param someNodeCouldRun whether a node could run that if it were empty, the named nodes left
   *     out
   */
  PendingQueue(
      BiPredicate<TaskId, Key> waitsSo,
      BiPredicate<Resources, SortedSet<String>> someNodeCouldRun) {
    this.waitsSo = waitsSo;
    this.someNodeCouldRun = someNodeCouldRun;
  }

  /** How many tasks wait. */
  public int size() {
    return size;
  }

  /** Whether no node could run this even if it were empty. */
  public boolean isHopeless(Resources resources) {
    return !someNodeCouldRun.test(resources, Setback.NONE.nodes());
  }

  /**
   * A look at the queue from its front. Not to be kept over a change.
   *
   * @param now whose time to be tried again has come by then is in it; never goes back
   */
  public Scan scan(Instant now) {
    reached = now.isAfter(reached) ? now : reached;
    while (!early.isEmpty() && !early.first().key.setback().retryAt().isAfter(reached)) {
      var line = Objects.requireNonNull(early.pollFirst());
      ready.remove(line);
      place(line);
    }
    return new Scan();
  }

  /** When the next look may show more although nothing happens; empty for never. */
  public Optional<Instant> nextRetry() {
    return early.isEmpty() ? Optional.empty() : Optional.of(early.first().key.setback().retryAt());
  }

  void add(Key key, long submitOrder, TaskId task) {
    var entry = new Entry(submitOrder, task);
    var line = lines.get(key);
    size++;
    if (line == null) {
      line = new Line(key, ++lastLine, entry);
      line.inOrder.add(entry);
      line.alive = 1;
      lines.put(key, line);
      place(line);
      return;
    }
    line.alive++;
    var last = line.inOrder.peekLast();
    if (last == null || ENTRY_ORDER.compare(last, entry) < 0) {
      line.inOrder.add(entry);
    } else {
      line.outOfOrder.add(entry);
    }
    if (ENTRY_ORDER.compare(entry, line.head) < 0) {
      moveHead(line, entry);
    }
  }

  /** To be called after the task left the state QUEUED. */
  void remove(Key key, TaskId task) {
    var line = lines.get(key);
    if (line == null) {
      throw new IllegalStateException(task + " is in no line");
    }
    size--;
    line.alive--;
    if (line.alive == 0) {
      lines.remove(line.key);
      ready.remove(line);
      early.remove(line);
      hopeless.remove(line);
      return;
    }
    if (line.head.task().equals(task)) {
      moveHead(line, firstAlive(line));
    } else if (line.inOrder.size() + line.outOfOrder.size() > 2 * line.alive + 64) {
      compact(line);
    }
  }

  /** Drops everything that left: now and then, so that it costs little for each. */
  private void compact(Line line) {
    var alive = new ArrayList<Entry>(line.alive);
    var cursor = new Cursor(line);
    do {
      alive.add(cursor.next);
    } while (cursor.advance());
    line.inOrder.clear();
    line.outOfOrder.clear();
    line.inOrder.addAll(alive);
  }

  /** To be called after the nodes, or what they have, changed. */
  void refit(BiPredicate<Resources, SortedSet<String>> couldRun) {
    someNodeCouldRun = couldRun;
    ready.clear();
    early.clear();
    hopeless.clear();
    lines.values().forEach(this::place); // the order in which lines are placed does not show
  }

  private void place(Line line) {
    var setback = line.key.setback();
    var isEarly = setback.retryAt().isAfter(reached);
    var elsewhere = isEarly && someNodeCouldRun.test(line.key.resources(), setback.nodes());
    line.avoided = elsewhere ? setback.nodes() : Setback.NONE.nodes();
    if (!elsewhere && isHopeless(line.key.resources())) {
      hopeless.add(line);
      return;
    }
    if (isEarly) {
      early.add(line);
    }
    if (elsewhere || !isEarly) {
      ready.add(line);
    }
  }

  /** Whether somebody waits who was set back. */
  boolean hasSetbacks() {
    return lines.keySet().stream().anyMatch(key -> !key.setback().isNone());
  }

  /**
   * A line's place hangs on its head, so the head changes only while the line is out of the set.
   */
  private void moveHead(Line line, Entry head) {
    var wasReady = ready.remove(line);
    line.head = head;
    if (wasReady) {
      ready.add(line);
    }
  }

  /** Only for a line in which somebody waits. */
  private Entry firstAlive(Line line) {
    while (!line.inOrder.isEmpty() && !waitsSo.test(line.inOrder.getFirst().task(), line.key)) {
      line.inOrder.removeFirst();
    }
    while (!line.outOfOrder.isEmpty() && !waitsSo.test(line.outOfOrder.first().task(), line.key)) {
      line.outOfOrder.pollFirst();
    }
    if (line.outOfOrder.isEmpty()) {
      return line.inOrder.getFirst();
    }
    var returned = line.outOfOrder.first();
    return line.inOrder.isEmpty() || ENTRY_ORDER.compare(returned, line.inOrder.getFirst()) < 0
        ? returned
        : line.inOrder.getFirst();
  }

  /** Walks the queue from its front without changing it. */
  public final class Scan {
    private final Iterator<Line> unopened = ready.iterator();
    private final PriorityQueue<Cursor> open =
        new PriorityQueue<>(
            Comparator.<Cursor>comparingInt(cursor -> -cursor.line.key.priority)
                .thenComparing(cursor -> cursor.next, ENTRY_ORDER));
    private @Nullable Cursor current;
    private @Nullable Line nextLine = unopened.hasNext() ? unopened.next() : null;

    private Scan() {}

    /** The next task; empty at the end. */
    public Optional<Pending> next() {
      if (current != null && current.advance()) {
        open.add(current);
      }
      while (nextLine != null && comesBeforeOpen(nextLine)) {
        open.add(new Cursor(nextLine));
        nextLine = unopened.hasNext() ? unopened.next() : null;
      }
      current = open.poll();
      return current == null
          ? Optional.empty()
          : Optional.of(
              new Pending(current.next.task(), current.line.key.resources(), current.line.avoided));
    }

    /** Leaves out the rest of the line that the last task came from. */
    public void skipLine() {
      current = null;
    }

    /** Lines are opened in their order, so none has a higher priority than an open one. */
    private boolean comesBeforeOpen(Line line) {
      var first = open.peek();
      return first == null
          || (line.key.priority() == first.line.key.priority()
              && ENTRY_ORDER.compare(line.head, first.next) < 0);
    }
  }

  /**
   * A place in a line. Looks no further than it must: behind a blocked front may stand many that
   * left.
   */
  private final class Cursor {
    private final Line line;
    private final Iterator<Entry> inOrder;
    private final Iterator<Entry> outOfOrder;
    private @Nullable Entry nextInOrder;
    private @Nullable Entry nextReturned;
    private Entry next;

    Cursor(Line line) {
      this.line = line;
      inOrder = line.inOrder.iterator();
      outOfOrder = line.outOfOrder.iterator();
      next = line.head;
    }

    /** Goes on to the next task; false at the end of the line. */
    boolean advance() {
      nextInOrder = following(nextInOrder, inOrder);
      nextReturned = following(nextReturned, outOfOrder);
      if (nextInOrder == null && nextReturned == null) {
        return false;
      }
      next = earlier(nextInOrder, nextReturned);
      return true;
    }

    /** The first that waits and comes after {@link #next}: who came back may stand here twice. */
    private @Nullable Entry following(@Nullable Entry candidate, Iterator<Entry> rest) {
      while (candidate == null
          || ENTRY_ORDER.compare(candidate, next) <= 0
          || !waitsSo.test(candidate.task(), line.key)) {
        if (!rest.hasNext()) {
          return null;
        }
        candidate = rest.next();
      }
      return candidate;
    }
  }

  private static Entry earlier(@Nullable Entry one, @Nullable Entry other) {
    if (one == null || other == null) {
      return Objects.requireNonNull(one == null ? other : one);
    }
    return ENTRY_ORDER.compare(one, other) <= 0 ? one : other;
  }
}
