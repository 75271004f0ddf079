package io.reeve.scheduler.engine;

import io.reeve.scheduler.core.node.NodeCondition;
import java.time.Instant;
import java.util.Optional;

/** Which agents this process is in touch with. Kept in memory only. Thread-safe. */
public interface NodeContacts {
  /** Whether the node's agent has joined and its stream is open: it can be told something now. */
  boolean isConnected(String node);

  /** When this process last heard of the node's agent; empty when it never did. */
  Optional<Instant> lastHeard(String node);

  /**
   * For a silent node: when it will be declared lost unless it is heard of before; by then nothing
   * on it lives any more, by its lease. By the wall clock as it goes now. Empty for a node that is
   * not silent, was declared lost already, or keeps no lease.
   */
  Optional<Instant> surelyDeadBy(String node);

  /** Messages of the node's agent that came too late to mean anything, since the start. */
  long staleReports(String node);

  /** What the node's agent said last of its node; {@link NodeCondition#UNKNOWN} when nothing. */
  NodeCondition condition(String node);

  /** Why its agent would start nothing now; empty when it would. */
  default String whyNoWork(String node) {
    return condition(node).whyNoWork();
  }

  /** Whether its agent can be told to start something, and would. */
  default boolean startsWork(String node) {
    return isConnected(node) && whyNoWork(node).isEmpty();
  }
}
