package io.reeve.scheduler.rpc.convert;

import io.reeve.proto.v1.GetClusterResponse;
import io.reeve.proto.v1.GetParametersRequest;
import io.reeve.proto.v1.GetParametersResponse;
import io.reeve.proto.v1.JobStateCount;
import io.reeve.proto.v1.SetParametersResponse;
import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.cluster.Parameters;
import io.reeve.scheduler.core.cluster.Reply;
import io.reeve.scheduler.engine.NodeContacts;
import java.time.Instant;

/** Responses of ClusterService. What was refused throws RpcException. */
public final class ClusterResponses {
  private ClusterResponses() {}

  /**
   * What the state says about the cluster. Engine thread only; the caller adds what the daemon
   * knows of itself.
   */
  public static GetClusterResponse.Builder cluster(ClusterView view, NodeContacts contacts) {
    var nodes = view.nodes().stream().map(node -> NodeSnapshot.of(view, node, contacts)).toList();
    var ready = nodes.stream().filter(NodeSnapshot::isReady).map(NodeSnapshot::node).toList();
    var response =
        GetClusterResponse.newBuilder()
            .setTasks(JobSnapshot.counts(view.allTaskCounts()))
            .setNodes(nodes.size())
            .setNodesReady(ready.size())
            .setCores(ready.stream().mapToLong(node -> node.offer().capacity().cores()).sum())
            .setCoresUsed(ready.stream().mapToLong(node -> node.used().cores()).sum())
            .setEventNumber(view.lastEvent());
    view.jobCounts()
        .forEach(
            (state, count) ->
                response.addJobs(
                    JobStateCount.newBuilder().setState(States.toProto(state)).setCount(count)));
    return response;
  }

  /** A point in time. */
  public static com.google.protobuf.Timestamp time(Instant time) {
    return Times.toProto(time);
  }

  /** The parameters asked for. */
  public static GetParametersResponse got(GetParametersRequest request, Parameters parameters) {
    return GetParametersResponse.newBuilder()
        .addAllParameters(ParameterValues.named(parameters, request.getNamesList()))
        .build();
  }

  /** Parameters were set. */
  public static SetParametersResponse set(Applied<Parameters> applied) {
    Replies.expect(Reply.Done.class, applied.reply());
    return SetParametersResponse.newBuilder()
        .addAllParameters(ParameterValues.all(applied.after()))
        .build();
  }
}
