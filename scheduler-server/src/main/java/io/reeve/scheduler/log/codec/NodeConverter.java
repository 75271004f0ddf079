package io.reeve.scheduler.log.codec;

import static io.reeve.scheduler.log.codec.Values.instant;
import static io.reeve.scheduler.log.codec.Values.instantIf;
import static io.reeve.scheduler.log.codec.Values.micros;

import io.reeve.proto.log.v1.NodeProto;
import io.reeve.scheduler.core.node.InventoryItem;
import io.reeve.scheduler.core.node.Node;
import io.reeve.scheduler.core.node.NodeOffer;
import io.reeve.scheduler.core.node.NodeState;
import io.reeve.scheduler.core.task.AttemptId;
import java.util.TreeSet;

/** Nodes, and what they say when they join. */
final class NodeConverter {
  private NodeConverter() {}

  static NodeProto.NodeState toStored(NodeState state) {
    return switch (state) {
      case OFFLINE -> NodeProto.NodeState.NODE_STATE_OFFLINE;
      case DRAINING -> NodeProto.NodeState.NODE_STATE_DRAINING;
      case ONLINE -> NodeProto.NodeState.NODE_STATE_ONLINE;
    };
  }

  static NodeState fromStored(NodeProto.NodeState stored) {
    return switch (stored) {
      case NODE_STATE_OFFLINE -> NodeState.OFFLINE;
      case NODE_STATE_DRAINING -> NodeState.DRAINING;
      case NODE_STATE_ONLINE -> NodeState.ONLINE;
      case NODE_STATE_UNSPECIFIED, UNRECOGNIZED -> throw new UnknownValueException("node state");
    };
  }

  static NodeProto.InventoryStage toStored(InventoryItem.Stage stage) {
    return switch (stage) {
      case STARTING -> NodeProto.InventoryStage.INVENTORY_STAGE_STARTING;
      case RUNNING -> NodeProto.InventoryStage.INVENTORY_STAGE_RUNNING;
      case ENDING -> NodeProto.InventoryStage.INVENTORY_STAGE_ENDING;
      case ENDED -> NodeProto.InventoryStage.INVENTORY_STAGE_ENDED;
    };
  }

  static InventoryItem.Stage fromStored(NodeProto.InventoryStage stored) {
    return switch (stored) {
      case INVENTORY_STAGE_STARTING -> InventoryItem.Stage.STARTING;
      case INVENTORY_STAGE_RUNNING -> InventoryItem.Stage.RUNNING;
      case INVENTORY_STAGE_ENDING -> InventoryItem.Stage.ENDING;
      case INVENTORY_STAGE_ENDED -> InventoryItem.Stage.ENDED;
      case INVENTORY_STAGE_UNSPECIFIED, UNRECOGNIZED ->
          throw new UnknownValueException("inventory stage");
    };
  }

  static NodeProto.NodeOffer toStored(NodeOffer offer) {
    return NodeProto.NodeOffer.newBuilder()
        .setName(offer.name())
        .setBootId(offer.bootId())
        .setInstanceId(offer.instanceId())
        .setCapacity(Values.toStored(offer.capacity()))
        .setSockets(offer.sockets())
        .setAgentVersion(offer.agentVersion())
        .setContainment(offer.containment())
        .build();
  }

  static NodeOffer fromStored(NodeProto.NodeOffer stored) {
    return new NodeOffer(
        stored.getName(),
        stored.getBootId(),
        stored.getInstanceId(),
        Values.fromStored(stored.getCapacity()),
        stored.getSockets(),
        stored.getAgentVersion(),
        stored.getContainment());
  }

  static NodeProto.InventoryItem toStored(InventoryItem item) {
    var stored =
        NodeProto.InventoryItem.newBuilder()
            .setAttempt(Values.toStored(item.attempt()))
            .setStage(toStored(item.stage()))
            .setPid(item.pid())
            .setStdout(item.stdout())
            .setStderr(item.stderr());
    if (item.startedAt() != null) {
      stored.setStartedAtMicros(micros(item.startedAt()));
    }
    return stored.build();
  }

  static InventoryItem fromStored(NodeProto.InventoryItem stored) {
    return new InventoryItem(
        Values.fromStored(stored.getAttempt()),
        fromStored(stored.getStage()),
        stored.getPid(),
        instantIf(stored.hasStartedAtMicros(), stored.getStartedAtMicros()),
        stored.getStdout(),
        stored.getStderr());
  }

  static NodeProto.Node toStored(Node node) {
    var stored =
        NodeProto.Node.newBuilder()
            .setOffer(toStored(node.offer()))
            .setState(toStored(node.state()))
            .setReachable(node.reachable())
            .setUsed(Values.toStored(node.used()))
            .setTasks(node.tasks())
            .setJoinedAtMicros(micros(node.joinedAt()))
            .setMessage(node.message());
    node.leftovers().forEach(leftover -> stored.addLeftovers(Values.toStored(leftover)));
    return stored.build();
  }

  static Node fromStored(NodeProto.Node stored) {
    var leftovers = new TreeSet<AttemptId>();
    stored.getLeftoversList().forEach(leftover -> leftovers.add(Values.fromStored(leftover)));
    return new Node(
        fromStored(stored.getOffer()),
        fromStored(stored.getState()),
        stored.getReachable(),
        Values.fromStored(stored.getUsed()),
        stored.getTasks(),
        leftovers,
        instant(stored.getJoinedAtMicros()),
        stored.getMessage());
  }
}
