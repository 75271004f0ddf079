package io.reeve.scheduler.nodes;

import io.grpc.stub.ServerCallStreamObserver;
import io.reeve.proto.agent.v1.Acknowledge;
import io.reeve.proto.agent.v1.ConnectResponse;
import io.reeve.proto.agent.v1.HeartbeatAck;
import io.reeve.proto.agent.v1.Welcome;
import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.node.NodeOffer;
import io.reeve.scheduler.core.task.AttemptId;
import io.reeve.scheduler.crash.CrashPoint;
import io.reeve.scheduler.crash.CrashPoints;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What is sent to one agent over one stream: the only writer of that stream. Thread-safe.
 *
 * <p>While the stream takes no more, nothing is piled up in it. What an agent is to be told about
 * an attempt is remembered by the attempt's name only, and made of the state when it can be sent,
 * so it is never outdated. Past {@link #MAX_DUE} names even those are forgotten and everything is
 * told again later, which is harmless. A slow agent costs the others nothing.
 */
final class NodeLink {
  /** How many attempts may wait to be told before all of them are told again instead. */
  static final int MAX_DUE = 4_096;

  /**
   * How many acknowledgements may wait; past that the agent has to join again and reports again.
   */
  static final int MAX_ACKNOWLEDGEMENTS = 4_096;

  private static final int ACKNOWLEDGEMENTS_PER_MESSAGE = 512;
  private static final long NO_HEARTBEAT = -1;

  private final NodeOffer offer;
  private final ServerCallStreamObserver<ConnectResponse> stream;
  private final Owner owner;

  /** Changed under the lock; read without it. */
  private volatile boolean open = true;

  // Guarded by this.
  private final Set<AttemptId> due = new LinkedHashSet<>();
  private final Set<AttemptId> acknowledgements = new LinkedHashSet<>();
  private boolean welcomed;
  private boolean tellAll;
  private boolean lookingUp;
  private boolean missedReports;
  private long heartbeat = NO_HEARTBEAT;

  /**
   * What a link asks of the place it belongs to. Called with the link's lock held: returns at once.
   */
  interface Owner {
    /** The welcome to send now. */
    Welcome welcome();

    /** The answer to a heartbeat to send now; the lease counts from here. */
    HeartbeatAck answer(NodeLink link, long sequence);

    /** What is to be told about an attempt now; nothing when nothing. */
    Optional<ConnectResponse> order(NodeLink link, AttemptId attempt, ClusterView view);

    /** Has {@link NodeLink#tellDue} called on the engine thread. */
    void lookUp(NodeLink link);

    /** The stream took no more for so long that what was due was forgotten. */
    void fellBehind(NodeLink link);
  }

  NodeLink(NodeOffer offer, ServerCallStreamObserver<ConnectResponse> stream, Owner owner) {
    this.offer = offer;
    this.stream = stream;
    this.owner = owner;
  }

  String node() {
    return offer.name();
  }

  NodeOffer offer() {
    return offer;
  }

  boolean isOpen() {
    return open;
  }

  /**
   * The join is durable: takes the agent in and tells it everything. Engine thread; false when it
   * is gone already.
   */
  synchronized boolean welcome(ClusterView view) {
    if (!open) {
      return false;
    }
    welcomed = true;
    stream.onNext(ConnectResponse.newBuilder().setWelcome(owner.welcome()).build());
    tellAll = true;
    tell(view);
    return true;
  }

  /** What the agent should be doing with an attempt changed. Engine thread. */
  synchronized void tell(AttemptId attempt, ClusterView view) {
    if (!open || !welcomed) {
      return; // the welcome tells everything
    }
    if (!tellAll && due.size() >= MAX_DUE) {
      due.clear();
      tellAll = true;
      owner.fellBehind(this);
    }
    if (!tellAll) {
      due.add(attempt);
    }
    tell(view);
  }

  /** Everything is to be told again. */
  synchronized void tellAllAgain() {
    tellAll = true;
    flush();
  }

  /**
   * Tells what is due, as far as the stream takes it; {@link #flush} goes on later. Engine thread.
   */
  synchronized void tellDue(ClusterView view) {
    lookingUp = false;
    if (open && welcomed) {
      tell(view);
    }
  }

  /** The look-up failed: it may be tried again. */
  synchronized void lookUpFailed() {
    lookingUp = false;
    flush();
  }

  private void tell(ClusterView view) {
    if (tellAll && stream.isReady()) {
      tellAll = false;
      due.clear();
      view.orders(node()).forEach(order -> due.add(order.attempt()));
    }
    var next = due.iterator();
    while (next.hasNext() && stream.isReady()) {
      var attempt = next.next();
      next.remove();
      owner.order(this, attempt, view).ifPresent(this::sendOrder);
    }
  }

  private void sendOrder(ConnectResponse order) {
    CrashPoints.reached(CrashPoint.BEFORE_ORDER_SENT);
    stream.onNext(order);
    CrashPoints.reached(CrashPoint.AFTER_ORDER_SENT);
  }

  /**
   * The end of an attempt is durable. False when too many of these wait already: the link is
   * useless then.
   */
  synchronized boolean acknowledge(AttemptId attempt) {
    if (!open || !welcomed) {
      return true; // the agent reports it again after its welcome
    }
    acknowledgements.add(attempt);
    flush();
    return acknowledgements.size() <= MAX_ACKNOWLEDGEMENTS;
  }

  /** A heartbeat came; only the newest is answered. */
  synchronized void heartbeat(long sequence) {
    heartbeat = sequence;
    flush();
  }

  /** Sends what waits, as far as the stream takes it. */
  synchronized void flush() {
    if (!open || !welcomed) {
      return;
    }
    while (!acknowledgements.isEmpty() && stream.isReady()) {
      CrashPoints.reached(CrashPoint.BEFORE_REPORT_ACKNOWLEDGED);
      stream.onNext(nextAcknowledge());
      CrashPoints.reached(CrashPoint.AFTER_REPORT_ACKNOWLEDGED);
    }
    if (heartbeat != NO_HEARTBEAT && stream.isReady()) {
      var answer = owner.answer(this, heartbeat);
      heartbeat = NO_HEARTBEAT;
      stream.onNext(ConnectResponse.newBuilder().setHeartbeatAck(answer).build());
    }
    if ((tellAll || !due.isEmpty()) && !lookingUp && stream.isReady()) {
      lookingUp = true;
      owner.lookUp(this);
    }
  }

  private ConnectResponse nextAcknowledge() {
    var message = Acknowledge.newBuilder();
    var next = acknowledgements.iterator();
    while (next.hasNext() && message.getEndedCount() < ACKNOWLEDGEMENTS_PER_MESSAGE) {
      message.addEnded(Protos.of(next.next()));
      next.remove();
    }
    return ConnectResponse.newBuilder().setAcknowledge(message).build();
  }

  /** A report could not be logged; the agent will have to say it again. */
  synchronized void missReport() {
    missedReports = true;
  }

  synchronized boolean missedReports() {
    return missedReports;
  }

  /** Ends the stream; without effect when it is over. */
  synchronized void end(StreamEnd why) {
    if (open) {
      open = false;
      stream.onError(why.toStatus());
    }
  }

  /** The agent said goodbye. */
  synchronized void complete() {
    if (open) {
      open = false;
      stream.onCompleted();
    }
  }

  /** The stream broke. */
  synchronized void broken() {
    open = false;
  }
}
