package io.reeve.scheduler.rpc.convert;

import io.reeve.proto.v1.ListOrphansResponse;
import io.reeve.proto.v1.NodeOrphan;
import io.reeve.proto.v1.NodeProblem;
import io.reeve.proto.v1.Orphan;
import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.node.NodeCondition;
import io.reeve.scheduler.engine.NodeContacts;
import io.reeve.scheduler.rpc.error.RpcException;
import java.util.Optional;

/** What agents said of their nodes. */
public final class Conditions {
  private Conditions() {}

  /**
   * The orphans of a node, or of all nodes, by node name.
   *
   * @param name the node; empty for all
   */
  public static Lookup<ListOrphansResponse> orphans(
      ClusterView view, NodeContacts contacts, String name) {
    if (!name.isEmpty() && view.node(name).isEmpty()) {
      return Lookup.missing(RpcException.nodeNotFound(name));
    }
    var response = ListOrphansResponse.newBuilder();
    for (var node : view.nodes()) {
      if (name.isEmpty() || node.name().equals(name)) {
        contacts
            .condition(node.name())
            .orphans()
            .forEach(
                orphan ->
                    response.addOrphans(
                        NodeOrphan.newBuilder().setNode(node.name()).setOrphan(toProto(orphan))));
      }
    }
    return Lookup.found(response.build());
  }

  static NodeProblem toProto(NodeCondition.Problem problem) {
    var kind =
        switch (problem.kind()) {
          case DISK -> NodeProblem.Kind.KIND_DISK;
          case CORRUPT_ATTEMPT -> NodeProblem.Kind.KIND_CORRUPT_ATTEMPT;
          case OTHER -> NodeProblem.Kind.KIND_UNSPECIFIED;
        };
    var proto = NodeProblem.newBuilder().setKind(kind).setMessage(problem.message());
    Optional.ofNullable(problem.since()).map(Times::toProto).ifPresent(proto::setSinceTime);
    return proto.build();
  }

  private static Orphan toProto(NodeCondition.Orphan orphan) {
    var proto =
        Orphan.newBuilder()
            .setAttempt(orphan.attempt())
            .setTotal(orphan.total())
            .setFoundTime(Times.toProto(orphan.foundAt()))
            .setReaped(orphan.reaped());
    Optional.ofNullable(orphan.goneAt()).map(Times::toProto).ifPresent(proto::setGoneTime);
    orphan.processes().forEach(process -> proto.addProcesses(Sightings.toProto(process)));
    return proto.build();
  }
}
