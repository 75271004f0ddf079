package io.reeve.scheduler.engine;

import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.cluster.Effect;
import io.reeve.scheduler.core.cluster.Order;
import io.reeve.scheduler.core.node.NodeCondition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Nodes that do nothing but remember what they were told. */
final class FakeNodes implements EffectSink, NodeContacts {
  final List<Effect> effects = new CopyOnWriteArrayList<>();
  final List<Long> termsLed = new CopyOnWriteArrayList<>();
  final List<Order> ordersAtStart = new CopyOnWriteArrayList<>();
  final Set<String> connected = ConcurrentHashMap.newKeySet();

  @Override
  public void leading(long term, ClusterView view) {
    termsLed.add(term);
    view.nodes().forEach(node -> ordersAtStart.addAll(view.orders(node.name())));
  }

  @Override
  public void carryOut(Effect effect, ClusterView view) {
    effects.add(effect);
  }

  @Override
  public void applied(ClusterView view) {}

  @Override
  public void notLeading() {}

  @Override
  public boolean isConnected(String node) {
    return connected.contains(node);
  }

  @Override
  public NodeCondition condition(String node) {
    return NodeCondition.UNKNOWN;
  }

  @Override
  public Optional<Instant> lastHeard(String node) {
    return Optional.empty();
  }

  @Override
  public Optional<Instant> surelyDeadBy(String node) {
    return Optional.empty();
  }

  @Override
  public long staleReports(String node) {
    return 0;
  }
}
