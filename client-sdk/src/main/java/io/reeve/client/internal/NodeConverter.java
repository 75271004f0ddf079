package io.reeve.client.internal;

import io.reeve.client.model.Node;
import io.reeve.client.model.NodeOffline;
import io.reeve.client.model.NodeProblem;
import io.reeve.client.model.NodeQuery;
import io.reeve.client.model.Orphan;
import io.reeve.proto.v1.ListNodesRequest;
import io.reeve.proto.v1.NodeOrphan;
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
        node.getResiduesList().stream().map(ProcessConverter::model).toList(),
        node.getProblemsList().stream().map(NodeConverter::model).toList(),
        node.getOrphans(),
        node.getStaleReports(),
        node.getStaleOrders());
  }

  private static NodeProblem model(io.reeve.proto.v1.NodeProblem problem) {
    return new NodeProblem(
        Enums.PROBLEM.model(problem.getKind()),
        problem.getMessage(),
        Times.optional(problem.hasSinceTime(), problem.getSinceTime()));
  }

  private static io.reeve.proto.v1.NodeProblem proto(NodeProblem problem) {
    var proto =
        io.reeve.proto.v1.NodeProblem.newBuilder()
            .setKind(Enums.PROBLEM.proto(problem.kind()))
            .setMessage(problem.message());
    problem.sinceTime().map(Times::proto).ifPresent(proto::setSinceTime);
    return proto.build();
  }

  /** The value of a message. */
  public static Orphan model(NodeOrphan found) {
    var orphan = found.getOrphan();
    return new Orphan(
        found.getNode(),
        orphan.getAttempt(),
        orphan.getProcessesList().stream().map(ProcessConverter::model).toList(),
        orphan.getTotal(),
        Times.required(orphan.hasFoundTime(), orphan.getFoundTime()),
        Times.optional(orphan.hasGoneTime(), orphan.getGoneTime()),
        orphan.getReaped());
  }

  /** The message of a value. */
  public static NodeOrphan proto(Orphan orphan) {
    var proto =
        io.reeve.proto.v1.Orphan.newBuilder()
            .setAttempt(orphan.attempt())
            .setTotal(orphan.total())
            .setReaped(orphan.reaped());
    orphan.processes().stream().map(ProcessConverter::proto).forEach(proto::addProcesses);
    Times.required(orphan.foundTime()).ifPresent(proto::setFoundTime);
    orphan.goneTime().map(Times::proto).ifPresent(proto::setGoneTime);
    return NodeOrphan.newBuilder().setNode(orphan.node()).setOrphan(proto).build();
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
            .setMessage(node.message())
            .setOrphans(node.orphans())
            .setStaleReports(node.staleReports())
            .setStaleOrders(node.staleOrders());
    node.residues().stream().map(ProcessConverter::proto).forEach(proto::addResidues);
    node.problems().stream().map(NodeConverter::proto).forEach(proto::addProblems);
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
