package io.reeve.scheduler.nodes;

import io.reeve.proto.agent.v1.ConnectResponse;
import io.reeve.proto.agent.v1.HeartbeatAck;
import io.reeve.proto.agent.v1.Welcome;
import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.cluster.Command;
import io.reeve.scheduler.core.cluster.Effect;
import io.reeve.scheduler.core.cluster.Parameters;
import io.reeve.scheduler.core.cluster.Reply;
import io.reeve.scheduler.core.node.Lease;
import io.reeve.scheduler.core.node.Node;
import io.reeve.scheduler.core.node.NodeCondition;
import io.reeve.scheduler.core.task.AttemptId;
import io.reeve.scheduler.engine.CommandLog.Role;
import io.reeve.scheduler.engine.Counters;
import io.reeve.scheduler.engine.EffectSink;
import io.reeve.scheduler.engine.NodeContacts;
import io.reeve.scheduler.engine.SingleWriterEngine;
import io.reeve.scheduler.engine.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import javax.inject.Inject;
import javax.inject.Provider;
import javax.inject.Singleton;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All nodes this process knows of, and the links to those that are connected. Thread-safe: its lock
 * guards the contacts and is taken before a link's.
 */
@Singleton
final class NodeRegistry implements EffectSink, NodeContacts, NodeLink.Owner {
  private static final Logger logger = LoggerFactory.getLogger(NodeRegistry.class);

  /**
   * How long an agent whose report could not be logged is left alone before it has to join again.
   */
  private static final Duration REJOIN_PAUSE = Duration.ofSeconds(1);

  /** Before what is due is looked up again, when the engine was too busy. */
  private static final Duration LOOK_UP_PAUSE = Duration.ofMillis(50);

  private final ConcurrentHashMap<String, Contact> contacts = new ConcurrentHashMap<>();
  private final Provider<SingleWriterEngine> engine;
  private final HeadIdentity identity;
  private final Time time;
  private final Counters counters;
  private final LeaseWatch watch;

  private Parameters parameters = Parameters.DEFAULT; // engine thread
  private volatile Lease lease = Parameters.DEFAULT.lease();
  private volatile long term;
  private boolean leads;

  @Inject
  NodeRegistry(
      Provider<SingleWriterEngine> engine, HeadIdentity identity, Time time, Counters counters) {
    this.engine = engine;
    this.identity = identity;
    this.time = time;
    this.counters = counters;
    this.watch = new LeaseWatch(time, () -> lease, () -> grantAll(lease), this::proposeLost);
  }

  /** Version of this head node. */
  String headVersion() {
    return identity.version();
  }

  // ---- joining ----

  /**
   * Has a node's join logged; its link is welcomed when that is durable, or ended.
   *
   * @param told what the agent said of its node; absent when it did not
   */
  synchronized void join(NodeLink link, Command.NodeJoined command, @Nullable NodeCondition told)
      throws StreamEnd {
    if (!leads) {
      throw notReady("this head node does not lead");
    }
    var contact =
        contacts.computeIfAbsent(link.node(), name -> new Contact(link.offer(), time.nanos()));
    if (contact.isHeldAgainst(link.offer(), time.nanos())) {
      throw new StreamEnd(
          StreamEnd.Reason.NODE_NAME_TAKEN,
          "node " + link.node() + " has another agent, " + contact.offer().instanceId());
    }
    contact
        .link()
        .ifPresent(
            old ->
                old.end(
                    new StreamEnd(StreamEnd.Reason.STREAM_REPLACED, "a newer stream took over")));
    contact.claimedBy(link);
    // Under the lock: joins get into the log in the order in which they claimed the name.
    engine
        .get()
        .submitForNode(command, (view, reply) -> joined(link, told, view))
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                end(link, notReady("the join was not logged: " + failure.getMessage()));
              }
            });
  }

  private static StreamEnd notReady(String why) {
    return new StreamEnd(StreamEnd.Reason.HEAD_NOT_READY, why);
  }

  private boolean joined(NodeLink link, @Nullable NodeCondition told, ClusterView view) {
    synchronized (this) {
      var contact = contacts.get(link.node());
      if (!leads || contact == null || contact.link().filter(link::equals).isEmpty()) {
        return false;
      }
      contact.joined(link, told);
      contact.heard(time.now());
      contact.answered(lease, time.nanos());
    }
    if (link.welcome(view)) {
      counters.counter("joins").increment();
      logger.info(
          "event=node_joined node={} instance={} boot={} version={}",
          link.node(),
          link.offer().instanceId(),
          link.offer().bootId(),
          link.offer().agentVersion());
      engine.get().wake();
    }
    return true;
  }

  /** Ends a link's stream. */
  void end(NodeLink link, StreamEnd why) {
    link.end(why);
    closed(link);
  }

  /** A link's stream is over. */
  synchronized void closed(NodeLink link) {
    var contact = contacts.get(link.node());
    if (contact == null || contact.link().filter(link::equals).isEmpty()) {
      return; // replaced by a newer one
    }
    logger.info("event=node_disconnected node={}", link.node());
    contact.disconnected();
    if (!contact.isKnown()) {
      contacts.remove(link.node());
    }
  }

  // ---- reports and heartbeats ----

  /**
   * Has a report logged.
   *
   * @return completes when it is settled, one way or the other
   */
  CompletionStage<?> report(NodeLink link, Command command) {
    return engine
        .get()
        .submitForNode(command, (view, reply) -> reply)
        .handle(
            (reply, failure) -> {
              if (failure != null) {
                missed(link, failure);
              } else if (reply instanceof Reply.Stale) {
                stale(link, "not of a current attempt");
              }
              return null;
            });
  }

  /**
   * The report is still with the agent, which tells it again after a join. Not now: while the log
   * cannot be written no join could be logged either, and the agent would be left without a lease.
   */
  private void missed(NodeLink link, Throwable failure) {
    if (link.missedReports()) {
      return;
    }
    logger.warn("event=report_not_logged node={} error={}", link.node(), failure.toString());
    counters.counter("reports_not_logged").increment();
    link.missReport();
    time.schedule(REJOIN_PAUSE, () -> endIfMissed(link));
  }

  private void endIfMissed(NodeLink link) {
    if (engine.get().role().kind() == Role.Kind.LEADER) { // else leading() does it
      end(link, new StreamEnd(StreamEnd.Reason.REJOIN, "a report was not logged"));
    }
  }

  /**
   * A message meant nothing any more and changed nothing.
   *
   * @param why for the log, where a burst is one line
   */
  void stale(NodeLink link, String why) {
    var contact = contacts.get(link.node());
    if (contact != null && contact.stale(time.nanos())) {
      logger.warn("event=stale_report node={} msg=\"{}\"", link.node(), why);
    }
  }

  /** A sign of life came in. Answered from memory. */
  void heartbeat(NodeLink link, long sequence) {
    synchronized (this) {
      var contact = contacts.get(link.node());
      if (contact == null || contact.link().filter(link::equals).isEmpty()) {
        return;
      }
      contact.heard(time.now());
    }
    link.heartbeat(sequence);
  }

  /** An agent told what somebody should know of its node. Kept in memory. */
  void condition(NodeLink link, NodeCondition told) {
    synchronized (this) {
      var contact = contacts.get(link.node());
      if (contact == null || contact.link().filter(link::equals).isEmpty()) {
        return;
      }
      contact.condition(told);
    }
    logger.info(
        "event=node_condition node={} problems={} orphans={} stopping={}",
        link.node(),
        told.problems(),
        told.orphansPresent(),
        told.stopping());
    engine.get().wake(); // it may take work again
  }

  // ---- NodeLink.Owner ----

  @Override
  public Welcome welcome() {
    var now = lease;
    return Welcome.newBuilder()
        .setTerm(term)
        .setHeartbeatInterval(Protos.of(now.heartbeatInterval()))
        .setLease(Protos.of(now.duration()))
        .setClusterName(identity.clusterName())
        .setHeadVersion(identity.version())
        .build();
  }

  @Override
  public HeartbeatAck answer(NodeLink link, long sequence) {
    var now = lease;
    var contact = contacts.get(link.node());
    if (contact != null) {
      contact.answered(now, time.nanos());
    }
    return HeartbeatAck.newBuilder()
        .setSequence(sequence)
        .setLease(Protos.of(now.duration()))
        .setHeartbeatInterval(Protos.of(now.heartbeatInterval()))
        .setTerm(term)
        .build();
  }

  @Override
  public Optional<ConnectResponse> order(NodeLink link, AttemptId attempt, ClusterView view) {
    return view.order(link.node(), attempt).map(order -> OrderMessages.of(order, term, time.now()));
  }

  @Override
  public void lookUp(NodeLink link) {
    engine
        .get()
        .read(
            view -> {
              link.tellDue(view);
              return link;
            })
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                time.schedule(LOOK_UP_PAUSE, link::lookUpFailed);
              }
            });
  }

  @Override
  public void fellBehind(NodeLink link) {
    counters.counter("resyncs").increment();
    logger.warn("event=node_slow node={} msg=\"will be told everything again\"", link.node());
  }

  // ---- EffectSink: engine thread ----

  @Override
  public void leading(long newTerm, ClusterView view) {
    synchronized (this) {
      leads = true;
      term = newTerm;
      follow(view.parameters());
      var longest = view.longestLease(time.now());
      view.nodes().forEach(node -> known(node, longest));
      grantAll(longest);
    }
    for (var link : links()) {
      if (link.missedReports()) {
        end(link, new StreamEnd(StreamEnd.Reason.REJOIN, "a report was not logged"));
      } else {
        link.tellAllAgain();
      }
    }
    watch.start();
  }

  /**
   * A node that the cluster knows.
   *
   * @param longest the lease it was answered with, maybe, by another head or by this one in an
   *     earlier life
   */
  private void known(Node node, Lease longest) {
    var now = time.nanos();
    var contact = contacts.computeIfAbsent(node.name(), name -> new Contact(node.offer(), now));
    contact.inState(node.offer(), node.reachable());
    if (node.reachable() && node.tasks() > 0) { // with nothing on it there is nothing to run twice
      contact.answered(longest, now);
    }
  }

  @Override
  public void carryOut(Effect effect, ClusterView view) {
    if (effect instanceof Effect.Tell tell) {
      linkOf(tell.node()).ifPresent(link -> link.tell(tell.attempt(), view));
    } else if (effect instanceof Effect.Acknowledge acknowledge) {
      linkOf(acknowledge.node()).ifPresent(link -> acknowledge(link, acknowledge.attempt()));
    } else {
      throw new IllegalArgumentException("no way to do " + effect);
    }
  }

  private void acknowledge(NodeLink link, AttemptId attempt) {
    if (!link.acknowledge(attempt)) {
      end(link, new StreamEnd(StreamEnd.Reason.REJOIN, "it takes no acknowledgements"));
    }
  }

  @Override
  public void applied(ClusterView view) {
    if (!view.parameters().equals(parameters)) { // the same object nearly always
      follow(view.parameters());
    }
  }

  private void follow(Parameters now) {
    parameters = now;
    lease = now.lease();
  }

  @Override
  public void notLeading() {
    List<NodeLink> links;
    synchronized (this) {
      leads = false;
      links = links();
    }
    watch.stop();
    for (var link : links) {
      end(link, notReady("this head node does not lead any more"));
    }
  }

  private Optional<NodeLink> linkOf(String node) {
    return Optional.ofNullable(contacts.get(node)).flatMap(Contact::link);
  }

  private List<NodeLink> links() {
    return contacts.values().stream().flatMap(contact -> contact.link().stream()).toList();
  }

  // ---- leases ----

  /** Nobody could have been answered lately: everybody gets a full term of trust. */
  private synchronized void grantAll(Lease trusted) {
    var now = time.nanos();
    contacts.values().forEach(contact -> contact.grant(trusted, now));
  }

  private void proposeLost() {
    contacts.forEach(
        (name, contact) -> {
          if (isOverdue(contact)) {
            proposeLost(name, contact);
          }
        });
  }

  private synchronized boolean isOverdue(Contact contact) {
    return leads && contact.proposeLost(time.nanos());
  }

  private void proposeLost(String node, Contact contact) {
    var command = new Command.NodeLost(node, contact.offer().instanceId());
    engine
        .get()
        .submitForNode(command, (view, reply) -> lost(node, view))
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                synchronized (this) {
                  contact.notLost();
                }
              }
            });
  }

  private boolean lost(String node, ClusterView view) {
    var known = view.node(node);
    Optional<NodeLink> silent;
    synchronized (this) {
      var contact = contacts.get(node);
      if (contact == null || known.isEmpty() || known.get().reachable()) {
        return false;
      }
      contact.inState(known.get().offer(), false);
      silent = contact.link();
    }
    counters.counter("nodes_lost").increment();
    logger.warn("event=node_lost node={}", node);
    silent.ifPresent(
        link -> end(link, new StreamEnd(StreamEnd.Reason.REJOIN, "the node was declared lost")));
    return true;
  }

  // ---- NodeContacts ----

  @Override
  public boolean isConnected(String node) {
    var contact = contacts.get(node);
    return contact != null && contact.isConnected();
  }

  @Override
  public NodeCondition condition(String node) {
    var contact = contacts.get(node);
    return contact == null ? NodeCondition.UNKNOWN : contact.condition();
  }

  @Override
  public synchronized Optional<Instant> lastHeard(String node) {
    return Optional.ofNullable(contacts.get(node)).flatMap(Contact::lastHeard);
  }

  @Override
  public Optional<Instant> surelyDeadBy(String node) {
    return Optional.ofNullable(contacts.get(node))
        .flatMap(contact -> contact.mayLiveFor(lease, time.nanos()))
        .map(time.now()::plus);
  }

  @Override
  public long staleReports(String node) {
    return Optional.ofNullable(contacts.get(node)).map(Contact::staleReports).orElse(0L);
  }
}
