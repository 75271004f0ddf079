package io.reeve.scheduler.engine;

import java.time.Instant;
import java.util.Optional;

/** What this head node sees of the agents themselves, beside what the log says. Thread-safe. */
public interface NodeContacts {
  /** Whether the agent of this node is connected now. */
  boolean isConnected(String node);

  /** When the agent of this node was last heard of; empty when not since this head node started. */
  Optional<Instant> lastHeard(String node);
}
