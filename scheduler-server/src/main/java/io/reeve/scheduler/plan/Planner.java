package io.reeve.scheduler.plan;

import io.reeve.scheduler.core.Resources;
import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.cluster.Command.Assignment;
import io.reeve.scheduler.core.node.Node;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Proposes what to start where: in the order of the queue, each task on the fullest node that has
 * room for it, so that large holes stay for large tasks.
 *
 * <p>A task that some node could run, but that has no room now, reserves the best of those nodes:
 * tasks behind it may pass it on the other nodes only, so it is not starved by small ones and does
 * not stop the whole cluster. A task that no node could run even if it were empty holds up nobody.
 *
 * <p>A task that a node could not start by its own fault goes to another one, if some other one
 * could ever run it; if not, it is tried again after a pause.
 */
public final class Planner {
  private static final Comparator<Room> FULLEST_FIRST =
      Comparator.comparingInt(Room::freeCores).thenComparing(room -> room.node().name());

  private Planner() {}

  /** A node and what is taken of it, the proposals of this pass included. */
  private record Room(Node node, Resources used) {
    int freeCores() {
      return Math.max(0, node.offer().capacity().cores() - used.cores());
    }

    boolean fits(Resources wanted) {
      return wanted.fitsBeside(used, node.offer().capacity());
    }
  }

  /**
   * Plans one pass.
   *
   * @param view the state, not changed
   * @param connected whether the agent of a node can be told now
   * @param now for tasks that wait to be tried again
   * @param limit how many proposals at most; when as many come back, more may be startable
   */
  public static List<Assignment> plan(
      ClusterView view, Predicate<String> connected, Instant now, int limit) {
    var rooms = new TreeSet<>(FULLEST_FIRST);
    for (var node : view.nodes()) {
      var room = new Room(node, node.used());
      if (node.takesWork() && room.freeCores() > 0 && connected.test(node.name())) {
        rooms.add(room);
      }
    }
    var proposals = new ArrayList<Assignment>();
    var scan = view.queue().scan(now);
    while (!rooms.isEmpty() && proposals.size() < limit) {
      var pending = scan.next();
      if (pending.isEmpty()) {
        break;
      }
      var wanted = pending.get().resources();
      var avoided = pending.get().avoided();
      var room = first(rooms, each -> each.fits(wanted) && !avoided.contains(each.node().name()));
      if (room.isPresent()) {
        proposals.add(new Assignment(pending.get().task(), room.get().node().name()));
        take(rooms, room.get(), wanted);
      } else {
        reserve(rooms, wanted, avoided);
        scan.skipLine();
      }
    }
    return proposals;
  }

  private static Optional<Room> first(NavigableSet<Room> rooms, Predicate<Room> test) {
    return rooms.stream().filter(test).findFirst();
  }

  private static void take(NavigableSet<Room> rooms, Room room, Resources wanted) {
    rooms.remove(room);
    var less = new Room(room.node(), room.used().plus(wanted));
    if (less.freeCores() > 0) {
      rooms.add(less);
    }
  }

  /** Keeps the emptiest node that could run this one day out of the rest of the pass. */
  private static void reserve(
      NavigableSet<Room> rooms, Resources wanted, SortedSet<String> avoided) {
    rooms.descendingSet().stream()
        .filter(room -> room.node().couldRun(wanted) && !avoided.contains(room.node().name()))
        .findFirst()
        .ifPresent(rooms::remove);
  }
}
