package io.reeve.client.model;

import java.util.Set;

/**
 * Which nodes to list.
 *
 * @param states in one of these; empty: any
 * @param pageSize 1 to 1000; 0 means 50
 * @param pageToken of the page before; empty: the first page
 */
public record NodeQuery(Set<NodeState> states, int pageSize, String pageToken) {
  /** Copies the set. */
  public NodeQuery {
    states = Set.copyOf(states);
  }

  /** All nodes. */
  public static NodeQuery all() {
    return new NodeQuery(Set.of(), 0, "");
  }

  /** The same query, in one of these states. */
  public NodeQuery states(Set<NodeState> values) {
    return new NodeQuery(values, pageSize, pageToken);
  }

  /** The same query with pages of this size. */
  public NodeQuery pageSize(int size) {
    return new NodeQuery(states, size, pageToken);
  }

  /** The same query, from another page on. */
  public NodeQuery page(String token) {
    return new NodeQuery(states, pageSize, token);
  }
}
