package io.reeve.scheduler.rpc;

import io.reeve.scheduler.core.node.NodeCondition;
import io.reeve.scheduler.engine.NodeContacts;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Nodes are in touch when a test says so. */
final class FakeContacts implements NodeContacts {
  private final Map<String, Instant> heard = new ConcurrentHashMap<>();
  private final Map<String, Instant> surelyDead = new ConcurrentHashMap<>();
  private final Map<String, NodeCondition> conditions = new ConcurrentHashMap<>();
  private final Map<String, Boolean> connected = new ConcurrentHashMap<>();

  void silent(String node, Instant surelyDeadBy) {
    surelyDead.put(node, surelyDeadBy);
  }

  void connect(String node, Instant at) {
    heard.put(node, at);
    connected.put(node, true);
  }

  void disconnect(String node) {
    connected.put(node, false);
  }

  @Override
  public boolean isConnected(String node) {
    return connected.getOrDefault(node, false);
  }

  void condition(String node, NodeCondition told) {
    conditions.put(node, told);
  }

  @Override
  public NodeCondition condition(String node) {
    return conditions.getOrDefault(node, NodeCondition.UNKNOWN);
  }

  @Override
  public Optional<Instant> lastHeard(String node) {
    return Optional.ofNullable(heard.get(node));
  }

  @Override
  public Optional<Instant> surelyDeadBy(String node) {
    return Optional.ofNullable(surelyDead.get(node));
  }

  @Override
  public long staleReports(String node) {
    return 0;
  }
}
