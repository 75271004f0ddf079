package io.reeve.scheduler.rpc;

import io.grpc.stub.StreamObserver;
import io.reeve.proto.v1.BringOnlineRequest;
import io.reeve.proto.v1.BringOnlineResponse;
import io.reeve.proto.v1.GetNodeRequest;
import io.reeve.proto.v1.GetNodeResponse;
import io.reeve.proto.v1.ListNodesRequest;
import io.reeve.proto.v1.ListNodesResponse;
import io.reeve.proto.v1.ListOrphansRequest;
import io.reeve.proto.v1.ListOrphansResponse;
import io.reeve.proto.v1.NodeServiceGrpc;
import io.reeve.proto.v1.TakeOfflineRequest;
import io.reeve.proto.v1.TakeOfflineResponse;
import io.reeve.scheduler.engine.Engine;
import io.reeve.scheduler.engine.NodeContacts;
import io.reeve.scheduler.rpc.convert.Applied;
import io.reeve.scheduler.rpc.convert.Conditions;
import io.reeve.scheduler.rpc.convert.Lookup;
import io.reeve.scheduler.rpc.convert.NodeListing;
import io.reeve.scheduler.rpc.convert.NodeRequests;
import io.reeve.scheduler.rpc.convert.NodeResponses;
import io.reeve.scheduler.rpc.convert.NodeSnapshot;
import javax.inject.Inject;

/** Nodes. What each call does and how it is refused stands in {@code node_service.proto}. */
final class NodeGrpcService extends NodeServiceGrpc.NodeServiceImplBase {
  private final Engine engine;
  private final NodeContacts contacts;
  private final Answers answers;
  private final PageReader pages;

  @Inject
  NodeGrpcService(Engine engine, NodeContacts contacts, Answers answers, PageReader pages) {
    this.engine = engine;
    this.contacts = contacts;
    this.answers = answers;
    this.pages = pages;
  }

  @Override
  public void listNodes(ListNodesRequest request, StreamObserver<ListNodesResponse> observer) {
    var listing = NodeListing.of(request, contacts);
    answers.atLeisure(
        pages.read(listing, Answers.call(observer)::isCancelled),
        found -> {
          var page = PageReader.page(listing, found, NodeSnapshot::toProto);
          return ListNodesResponse.newBuilder()
              .addAllNodes(page.items())
              .setNextPageToken(page.nextToken())
              .build();
        },
        observer);
  }

  @Override
  public void getNode(GetNodeRequest request, StreamObserver<GetNodeResponse> observer) {
    var name = NodeRequests.get(request);
    answers.quickly(
        engine.read(view -> NodeSnapshot.find(view, contacts, name)), NodeResponses::got, observer);
  }

  @Override
  public void listOrphans(
      ListOrphansRequest request, StreamObserver<ListOrphansResponse> observer) {
    var name = request.getNode();
    answers.quickly(
        engine.read(view -> Conditions.orphans(view, contacts, name)), Lookup::get, observer);
  }

  @Override
  public void bringOnline(
      BringOnlineRequest request, StreamObserver<BringOnlineResponse> observer) {
    var command = NodeRequests.online(request);
    answers.quickly(
        engine.submit(
            command, Applied.and(view -> NodeSnapshot.find(view, contacts, request.getName()))),
        NodeResponses::online,
        observer);
  }

  @Override
  public void takeOffline(
      TakeOfflineRequest request, StreamObserver<TakeOfflineResponse> observer) {
    var command = NodeRequests.offline(request, Caller.current().name());
    answers.quickly(
        engine.submit(
            command, Applied.and(view -> NodeSnapshot.find(view, contacts, request.getName()))),
        NodeResponses::offline,
        observer);
  }
}
