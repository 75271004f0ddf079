package io.reeve.scheduler.rpc;

import io.grpc.stub.StreamObserver;
import io.reeve.proto.v1.ClusterServiceGrpc;
import io.reeve.proto.v1.GetClusterRequest;
import io.reeve.proto.v1.GetClusterResponse;
import io.reeve.proto.v1.GetParametersRequest;
import io.reeve.proto.v1.GetParametersResponse;
import io.reeve.proto.v1.SetParametersRequest;
import io.reeve.proto.v1.SetParametersResponse;
import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.engine.Engine;
import io.reeve.scheduler.engine.NodeContacts;
import io.reeve.scheduler.rpc.convert.Applied;
import io.reeve.scheduler.rpc.convert.ClusterRequests;
import io.reeve.scheduler.rpc.convert.ClusterResponses;
import java.util.SortedMap;
import java.util.function.Supplier;
import javax.inject.Inject;

/**
 * The cluster as a whole. What each call does and how it is refused stands in {@code
 * cluster_service.proto}.
 */
final class ClusterGrpcService extends ClusterServiceGrpc.ClusterServiceImplBase {
  private final Engine engine;
  private final NodeContacts contacts;
  private final HeadStatus head;
  private final Supplier<SortedMap<String, Long>> counters;
  private final Answers answers;

  /**
   * Makes the service.
   *
   * @param counters things that were counted since the daemon started, name to count
   */
  @Inject
  ClusterGrpcService(
      Engine engine,
      NodeContacts contacts,
      HeadStatus head,
      Supplier<SortedMap<String, Long>> counters,
      Answers answers) {
    this.engine = engine;
    this.contacts = contacts;
    this.head = head;
    this.counters = counters;
    this.answers = answers;
  }

  @Override
  public void getCluster(GetClusterRequest request, StreamObserver<GetClusterResponse> observer) {
    answers.quickly(
        engine.read(view -> ClusterResponses.cluster(view, contacts)), this::withHead, observer);
  }

  private GetClusterResponse withHead(GetClusterResponse.Builder response) {
    var role = engine.role();
    head.readySince().map(ClusterResponses::time).ifPresent(response::setReadyTime);
    return response
        .setName(head.clusterName())
        .setVersion(head.version())
        .setLeader(role.leader())
        .setTerm(role.term())
        .putAllCounters(counters.get())
        .build();
  }

  @Override
  public void getParameters(
      GetParametersRequest request, StreamObserver<GetParametersResponse> observer) {
    answers.quickly(
        engine.read(ClusterView::parameters),
        parameters -> ClusterResponses.got(request, parameters),
        observer);
  }

  @Override
  public void setParameters(
      SetParametersRequest request, StreamObserver<SetParametersResponse> observer) {
    var command = ClusterRequests.set(request);
    answers.quickly(
        engine.submit(command, Applied.and(ClusterView::parameters)),
        ClusterResponses::set,
        observer);
  }
}
