package io.reeve.scheduler.nodes;

import io.reeve.scheduler.core.node.Lease;
import io.reeve.scheduler.core.node.NodeCondition;
import io.reeve.scheduler.core.node.NodeOffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of one node's agent. Times are on the monotonic clock.
 *
 * <p>A node is lost when the latest end of all that was ever promised to it is over. So a lease
 * that was shortened since cannot make the head give up a node that still trusts a longer one,
 * because the answer with the shorter one got lost.
 *
 * <p>Thread-safe; its lock is the last one taken.
 */
final class Contact {
  /** Stale messages with no longer pauses between them are one burst, and logged once. */
  private static final Duration BURST = Duration.ofSeconds(10);

  private NodeOffer offer;
  private boolean reachable;
  private @Nullable Instant lastHeard;
  private boolean answered;
  private long leaseEnds;
  private long lostAt;
  private boolean proposed;
  private long answeredAt;
  private long stale;
  private long lastStale;

  /** The open stream; read by the planner at each pass. */
  private volatile @Nullable NodeLink link;

  /** Whether that stream's join is durable. */
  private volatile boolean joined;

  /** What was said over it, or over the one before; read by the planner, too. */
  private volatile NodeCondition condition = NodeCondition.UNKNOWN;

  Contact(NodeOffer offer, long now) {
    this.offer = offer;
    this.lostAt = now;
    this.leaseEnds = now;
  }

  synchronized NodeOffer offer() {
    return offer;
  }

  Optional<NodeLink> link() {
    return Optional.ofNullable(link);
  }

  boolean isConnected() {
    return joined;
  }

  NodeCondition condition() {
    return condition;
  }

  /** Its agent told what somebody should know of the node. */
  void condition(NodeCondition told) {
    condition = told;
  }

  /** Whether the cluster knows the node. */
  synchronized boolean isKnown() {
    return reachable || answered || lastHeard != null;
  }

  synchronized Optional<Instant> lastHeard() {
    return Optional.ofNullable(lastHeard);
  }

  /** Whether an agent that is not this one may still be there. */
  synchronized boolean isHeldAgainst(NodeOffer other, long now) {
    var open = link;
    if (offer.instanceId().equals(other.instanceId())) {
      return false;
    }
    if (open != null && open.isOpen()) {
      return true;
    }
    // The same machine: its stream is closed, so that agent is gone. Another one, or the same after
    // a reboot: nothing in a join tells these two apart. It may be an impostor while the first is
    // only cut off, so it waits until that one has given up by its lease.
    return !offer.bootId().equals(other.bootId()) && answered && now - leaseEnds < 0;
  }

  synchronized void claimedBy(NodeLink newLink) {
    link = newLink;
    joined = false;
  }

  /**
   * Its join is durable.
   *
   * @param told what it said of its node; absent when it did not
   */
  synchronized void joined(NodeLink newLink, @Nullable NodeCondition told) {
    if (told != null) {
      condition = told; // before anybody sees that it joined: the planner asks for both
    } else if (!offer.instanceId().equals(newLink.offer().instanceId())) {
      condition = NodeCondition.UNKNOWN; // of an agent that is gone
    }
    offer = newLink.offer();
    reachable = true;
    proposed = false;
    joined = true;
  }

  synchronized void disconnected() {
    link = null;
    joined = false;
  }

  /** It is in the state: with this offer, declared lost or not. */
  synchronized void inState(NodeOffer known, boolean isReachable) {
    offer = known;
    reachable = isReachable;
    proposed = false;
  }

  synchronized void heard(Instant at) {
    lastHeard = at;
  }

  /** A sign of life was answered with this lease. */
  synchronized void answered(Lease lease, long now) {
    answered = true;
    answeredAt = now;
    leaseEnds = latest(leaseEnds, now + lease.duration().toNanos());
    grant(lease, now);
  }

  /** It is trusted from now on for as long as if it had been answered. */
  synchronized void grant(Lease lease, long now) {
    lostAt = latest(lostAt, now + lease.lostAfter().toNanos());
  }

  private static long latest(long one, long other) {
    return one - other > 0 ? one : other;
  }

  /** Whether it has to be declared lost; true once until {@link #notLost}. */
  synchronized boolean proposeLost(long now) {
    if (!reachable || proposed || now - lostAt < 0) {
      return false;
    }
    proposed = true;
    return true;
  }

  /**
   * For how long something on the node may live yet, when nothing is heard of it: until {@link
   * #proposeLost} is true. Empty while it is heard of, when it is lost, and when it keeps no lease.
   */
  synchronized Optional<Duration> mayLiveFor(Lease lease, long now) {
    var heard = joined && now - answeredAt < lease.silentAfter().toNanos();
    return heard || !reachable || !offer.keepsLease()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(Math.max(0, lostAt - now)));
  }

  /** A message came too late; true when none had for a while: the first of a burst. */
  synchronized boolean stale(long now) {
    var first = stale == 0 || now - lastStale > BURST.toNanos();
    stale++;
    lastStale = now;
    return first;
  }

  synchronized long staleReports() {
    return stale;
  }

  /** The proposal was not logged. */
  synchronized void notLost() {
    proposed = false;
  }
}
