package io.reeve.scheduler.rpc.convert;

import io.reeve.proto.v1.ListNodesRequest;
import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.node.NodeState;
import io.reeve.scheduler.engine.NodeContacts;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Nodes by name. There are few enough of them to look at all in one visit. */
public final class NodeListing extends Listing<NodeSnapshot> {
  private final NodeContacts contacts;
  private final boolean any;
  private final Set<NodeState> states;

  private NodeListing(PageRequest page, ListNodesRequest request, NodeContacts contacts) {
    super(page);
    this.contacts = contacts;
    this.any = request.getStatesCount() == 0;
    this.states =
        request.getStatesList().stream()
            .flatMap(state -> States.toCore(state).stream())
            .collect(Collectors.toUnmodifiableSet());
  }

  /** What a request asks for, checked. */
  public static NodeListing of(ListNodesRequest request, NodeContacts contacts) {
    var bad = new Violations();
    for (var index = 0; index < request.getStatesCount(); index++) {
      bad.require(
          request.getStates(index) != io.reeve.proto.v1.NodeState.UNRECOGNIZED,
          "states[" + index + "]",
          "a state of a node");
    }
    var page =
        PageRequest.of(request, request.getPageSize(), request.getPageToken(), Cursor.at(""), bad);
    bad.refuse();
    return new NodeListing(page, request, contacts);
  }

  @Override
  public Part<NodeSnapshot> part(ClusterView view, Cursor at, int limit) {
    var items =
        view.nodes().stream()
            .filter(node -> node.name().compareTo(at.name()) >= 0)
            .filter(node -> any || states.contains(node.state()))
            .limit(limit)
            .map(node -> new Item<>(Cursor.at(node.name()), NodeSnapshot.of(view, node, contacts)))
            .toList();
    return new Part<>(items, Optional.empty());
  }
}
