package io.reeve.scheduler.rpc.convert;

import io.reeve.proto.v1.NodeResidue;
import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.node.Node;
import io.reeve.scheduler.core.node.NodeCondition;
import io.reeve.scheduler.core.node.NodeState;
import io.reeve.scheduler.engine.NodeContacts;
import io.reeve.scheduler.rpc.error.RpcException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that a Node message tells, at one moment.
 *
 * @param node the node, as the log has it
 * @param connected whether its agent is connected now
 * @param lastHeard when its agent was last heard of since this head node started
 * @param residues attempts with processes that their kill has not ended
 * @param staleReports messages of its agent that came too late to mean anything
 * @param condition what its agent said last of it
 */
public record NodeSnapshot(
    Node node,
    boolean connected,
    Optional<Instant> lastHeard,
    List<NodeResidue> residues,
    long staleReports,
    NodeCondition condition) {

  /** A node as it is now. */
  public static Lookup<NodeSnapshot> find(ClusterView view, NodeContacts contacts, String name) {
    return view.node(name)
        .map(node -> Lookup.found(of(view, node, contacts)))
        .orElseGet(() -> Lookup.missing(RpcException.nodeNotFound(name)));
  }

  static NodeSnapshot of(ClusterView view, Node node, NodeContacts contacts) {
    return new NodeSnapshot(
        node,
        contacts.isConnected(node.name()),
        contacts.lastHeard(node.name()),
        Residues.of(view, node.name()),
        contacts.staleReports(node.name()),
        contacts.condition(node.name()));
  }

  /** Whether the node can be told something now. */
  boolean isReachable() {
    return node.reachable() && connected;
  }

  /** Whether the node takes work and can be told so. */
  boolean isReady() {
    return node.state() == NodeState.ONLINE && isReachable();
  }

  /** The message. */
  public io.reeve.proto.v1.Node toProto() {
    var offer = node.offer();
    var proto =
        io.reeve.proto.v1.Node.newBuilder()
            .setName(node.name())
            .setState(States.toProto(node.state()))
            .setReachable(isReachable())
            .setCapacity(ResourceAmounts.toProto(offer.capacity()))
            .setUsed(ResourceAmounts.toProto(node.used()))
            .setTasks(node.tasks())
            .setSockets(offer.sockets())
            .setAgentVersion(offer.agentVersion())
            .setBootId(offer.bootId())
            .setContainment(offer.containment())
            .setJoinTime(Times.toProto(node.joinedAt()))
            .setLeftovers(node.leftovers().size())
            .setMessage(node.message())
            .addAllResidues(residues)
            .setStaleReports(staleReports)
            .addAllProblems(condition.problems().stream().map(Conditions::toProto).toList())
            .setOrphans(condition.orphansPresent())
            .setStaleOrders(condition.staleOrders());
    lastHeard.map(Times::toProto).ifPresent(proto::setLastHeartbeatTime);
    return proto.build();
  }
}
