package io.reeve.client.internal;

import io.reeve.client.model.Node;
import io.reeve.client.model.NodeOffline;
import io.reeve.client.model.NodeQuery;
import io.reeve.proto.v1.ListNodesRequest;
import io.reeve.proto.v1.TakeOfflineRequest;
import java.util.Optional;

/** Nodes and the requests about them. Total in both directions. */
public final class NodeConverter {
  private NodeConverter() {}

  /** The value of a message. */
  public static Node model(io.reeve.proto.v1.Node node) {
    return new Node(
        node.getName(),
        Enums.NODE_STATE.model(node.getState()),
        node.getReachable(),
        node.hasCapacity()
            ? Optional.of(TaskConverter.model(node.getCapacity()))
            : Optional.empty(),
        node.hasUsed() ? Optional.of(TaskConverter.model(node.getUsed())) : Optional.empty(),
        node.getTasks(),
        node.getSockets(),
        node.getAgentVersion(),
        node.getBootId(),
        node.getContainment(),
        Times.optional(node.hasJoinTime(), node.getJoinTime()),
        Times.optional(node.hasLastHeartbeatTime(), node.getLastHeartbeatTime()),
        node.getLeftovers(),
        node.getMessage(),
        node.getResiduesList().stream().map(ProcessConverter::model).toList());
  }

  /** The message of a value. */
  public static io.reeve.proto.v1.Node proto(Node node) {
    var proto =
        io.reeve.proto.v1.Node.newBuilder()
            .setName(node.name())
            .setState(Enums.NODE_STATE.proto(node.state()))
            .setReachable(node.reachable())
            .setTasks(node.tasks())
            .setSockets(node.sockets())
            .setAgentVersion(node.agentVersion())
            .setBootId(node.bootId())
            .setContainment(node.containment())
            .setLeftovers(node.leftovers())
            .setMessage(node.message());
    node.residues().stream().map(ProcessConverter::proto).forEach(proto::addResidues);
    node.capacity().map(TaskConverter::proto).ifPresent(proto::setCapacity);
    node.used().map(TaskConverter::proto).ifPresent(proto::setUsed);
    node.joinTime().map(Times::proto).ifPresent(proto::setJoinTime);
    node.lastHeartbeatTime().map(Times::proto).ifPresent(proto::setLastHeartbeatTime);
    return proto.build();
  }

  /** The message of a query. */
  public static ListNodesRequest proto(NodeQuery query) {
    var proto =
        ListNodesRequest.newBuilder().setPageSize(query.pageSize()).setPageToken(query.pageToken());
    query.states().stream().sorted().map(Enums.NODE_STATE::proto).forEach(proto::addStates);
    return proto.build();
  }

  /** The message of a request; without a request id. */
  public static TakeOfflineRequest.Builder proto(NodeOffline offline) {
    var proto =
        TakeOfflineRequest.newBuilder()
            .setName(offline.name())
            .setForce(offline.force())
            .setMessage(offline.message());
    offline.deadline().map(Times::proto).ifPresent(proto::setDeadline);
    return proto;
  }
}
