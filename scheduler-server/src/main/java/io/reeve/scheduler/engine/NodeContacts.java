package io.reeve.scheduler.engine;

import java.time.Instant;
import java.util.Optional;

/** Which agents this process is in touch with. Kept in memory only. Thread-safe. */
public interface NodeContacts {
  /** Whether the node's agent has joined and its stream is open: it can be told something now. */
  boolean isConnected(String node);

  /** When this process last heard of the node's agent; empty when it never did. */
  Optional<Instant> lastHeard(String node);
}
