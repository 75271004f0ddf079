package io.reeve.client;

import io.reeve.client.internal.NodeConverter;
import io.reeve.client.model.Node;
import io.reeve.client.model.NodeOffline;
import io.reeve.client.model.NodeQuery;
import io.reeve.client.model.Orphan;
import io.reeve.client.model.Page;
import io.reeve.proto.v1.BringOnlineRequest;
import io.reeve.proto.v1.GetNodeRequest;
import io.reeve.proto.v1.ListOrphansRequest;
import io.reeve.proto.v1.NodeServiceGrpc;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Nodes: look at, bring online, take offline. Thread-safe. For request ids and the exceptions of
 * every call see {@link Jobs}.
 */
public final class Nodes {
  private final Invoker invoker;

  Nodes(Invoker invoker) {
    this.invoker = invoker;
  }

  /** The same calls with another deadline; it bounds all repetitions of a call together. */
  public Nodes withDeadline(Duration deadline) {
    return new Nodes(invoker.withDeadline(deadline));
  }

  /** The same calls with this request id; see {@link Jobs#withRequestId}. */
  public Nodes withRequestId(UUID requestId) {
    return new Nodes(invoker.withRequestId(requestId));
  }

  /** Lists one page of nodes, by name. */
  public Page<Node> list(NodeQuery query) {
    return invoker.await(listAsync(query));
  }

  /** As {@link #list}. */
  public CompletableFuture<Page<Node>> listAsync(NodeQuery query) {
    return invoker.read(
        NodeServiceGrpc.getListNodesMethod(),
        NodeConverter.proto(query),
        r ->
            new Page<>(
                r.getNodesList().stream().map(NodeConverter::model).toList(),
                r.getNextPageToken()));
  }

  /** Lists all pages; a page is fetched when the stream gets there. */
  public Stream<Node> listAll(NodeQuery query) {
    return Pages.all(token -> list(token.isEmpty() ? query : query.page(token)));
  }

  /**
   * Gets a node.
   *
   * @throws NotFoundException if there is no such node
   */
  public Node get(String name) {
    return invoker.await(getAsync(name));
  }

  /** As {@link #get}. */
  public CompletableFuture<Node> getAsync(String name) {
    return invoker.read(
        NodeServiceGrpc.getGetNodeMethod(),
        GetNodeRequest.newBuilder().setName(name).build(),
        r -> NodeConverter.model(r.getNode()));
  }

  /** Lists what nodes found of attempts they have no record of, by node. */
  public List<Orphan> orphans() {
    return invoker.await(orphansAsync(""));
  }

  /**
   * Lists what one node found.
   *
   * @throws NotFoundException if there is no such node
   */
  public List<Orphan> orphans(String node) {
    return invoker.await(orphansAsync(node));
  }

  /**
   * As {@link #orphans(String)}.
   *
   * @param node the node; empty: all nodes
   */
  public CompletableFuture<List<Orphan>> orphansAsync(String node) {
    return invoker.read(
        NodeServiceGrpc.getListOrphansMethod(),
        ListOrphansRequest.newBuilder().setNode(node).build(),
        r -> r.getOrphansList().stream().map(NodeConverter::model).toList());
  }

  /**
   * Lets a node take work; one that drains goes back.
   *
   * @throws NotFoundException if there is no such node
   * @throws RefusedException if it takes work already
   */
  public Node bringOnline(String name) {
    return invoker.await(bringOnlineAsync(name));
  }

  /** As {@link #bringOnline}. */
  public CompletableFuture<Node> bringOnlineAsync(String name) {
    UUID id = invoker.mutation();
    return invoker.mutate(
        NodeServiceGrpc.getBringOnlineMethod(),
        BringOnlineRequest.newBuilder().setName(name).setRequestId(id.toString()).build(),
        id,
        r -> NodeConverter.model(r.getNode()));
  }

  /**
   * Takes a node out of service: it drains, or with force its tasks are ended at once.
   *
   * @throws NotFoundException if there is no such node
   * @throws RefusedException if it is offline or, without force, draining already, or a deadline is
   *     given and not supported
   */
  public Node takeOffline(NodeOffline offline) {
    return invoker.await(takeOfflineAsync(offline));
  }

  /** As {@link #takeOffline}. */
  public CompletableFuture<Node> takeOfflineAsync(NodeOffline offline) {
    UUID id = invoker.mutation();
    return invoker.mutate(
        NodeServiceGrpc.getTakeOfflineMethod(),
        NodeConverter.proto(offline).setRequestId(id.toString()).build(),
        id,
        r -> NodeConverter.model(r.getNode()));
  }
}
