package io.reeve.scheduler.core.node;

import io.reeve.scheduler.core.Resources;
import io.reeve.scheduler.core.task.AttemptId;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A node.
 *
 * @param offer what its agent said when it joined last
 * @param state whether it takes work
 * @param reachable whether it was not declared lost since its agent joined last
 * @param used what is taken by attempts that are dispatching, running, finishing or canceling
 * @param tasks how many such attempts
 * @param leftovers attempts found there that the cluster does not want; it takes no work before
 *     they are gone
 * @param joinedAt when its agent joined last
 * @param message why it was taken offline; may be empty
 */
public record Node(
    NodeOffer offer,
    NodeState state,
    boolean reachable,
    Resources used,
    int tasks,
    SortedSet<AttemptId> leftovers,
    Instant joinedAt,
    String message) {

  public Node {
    leftovers = Collections.unmodifiableSortedSet(new TreeSet<>(leftovers));
  }

  /** A node that joins for the first time: it takes work at once. */
  public static Node joined(NodeOffer offer, Instant at) {
    return new Node(offer, NodeState.ONLINE, true, Resources.NONE, 0, new TreeSet<>(), at, "");
  }

  /** Its name. */
  public String name() {
    return offer.name();
  }

  /**
   * Whether everything on it is dead when its lease has run out, even if its agent is gone. Plain
   * sh supervisors know no lease: then only an agent that is there ends what runs.
   */
  public boolean keepsLease() {
    return offer.keepsLease();
  }

  /** Whether new work may be given to it now. */
  public boolean takesWork() {
    return state == NodeState.ONLINE && reachable && leftovers.isEmpty();
  }

  /** Whether it could run this if it ran nothing else. */
  public boolean couldRun(Resources wanted) {
    return state == NodeState.ONLINE && reachable && wanted.fitsIn(offer.capacity());
  }

  /** Whether it can take this beside what it runs. */
  public boolean hasRoomFor(Resources wanted) {
    return takesWork() && wanted.fitsBeside(used, offer.capacity());
  }

  /** The same, running one attempt more. */
  public Node taking(Resources amount) {
    return new Node(
        offer, state, reachable, used.plus(amount), tasks + 1, leftovers, joinedAt, message);
  }

  /** The same, running one attempt less; a draining node is offline after its last one. */
  public Node giving(Resources amount) {
    var left = tasks - 1;
    var next = state == NodeState.DRAINING && left == 0 ? NodeState.OFFLINE : state;
    return new Node(offer, next, reachable, used.minus(amount), left, leftovers, joinedAt, message);
  }

  /** The same after its agent joined again. */
  public Node rejoined(NodeOffer newOffer, SortedSet<AttemptId> found, Instant at) {
    return new Node(newOffer, state, true, used, tasks, found, at, message);
  }

  /** The same, lost: unreachable, and nothing is known of leftovers. */
  public Node lost() {
    return new Node(offer, state, false, used, tasks, new TreeSet<>(), joinedAt, message);
  }

  /** The same without a leftover. */
  public Node without(AttemptId leftover) {
    var fewer = new TreeSet<>(leftovers);
    fewer.remove(leftover);
    return new Node(offer, state, reachable, used, tasks, fewer, joinedAt, message);
  }

  /** The same, taking work. */
  public Node online() {
    return new Node(offer, NodeState.ONLINE, reachable, used, tasks, leftovers, joinedAt, "");
  }

  /** The same, taking no new work: draining, or offline when nothing runs on it. */
  public Node draining(String why) {
    var next = tasks == 0 ? NodeState.OFFLINE : NodeState.DRAINING;
    return new Node(offer, next, reachable, used, tasks, leftovers, joinedAt, why);
  }
}
