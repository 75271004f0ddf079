package io.reeve.scheduler.rpc.convert;

import io.reeve.proto.v1.BringOnlineResponse;
import io.reeve.proto.v1.GetNodeResponse;
import io.reeve.proto.v1.TakeOfflineResponse;
import io.reeve.scheduler.core.cluster.Reply;

/** Responses of NodeService. What was refused throws RpcException. */
public final class NodeResponses {
  private NodeResponses() {}

  /** A node. */
  public static GetNodeResponse got(Lookup<NodeSnapshot> found) {
    return GetNodeResponse.newBuilder().setNode(found.get().toProto()).build();
  }

  /** A node takes work. */
  public static BringOnlineResponse online(Applied<Lookup<NodeSnapshot>> applied) {
    return BringOnlineResponse.newBuilder().setNode(changed(applied)).build();
  }

  /** A node takes no new work. */
  public static TakeOfflineResponse offline(Applied<Lookup<NodeSnapshot>> applied) {
    return TakeOfflineResponse.newBuilder().setNode(changed(applied)).build();
  }

  private static io.reeve.proto.v1.Node changed(Applied<Lookup<NodeSnapshot>> applied) {
    Replies.expect(Reply.Done.class, applied.reply());
    return applied.after().get().toProto();
  }
}
