package io.reeve.scheduler.rpc;

import java.time.Instant;
import java.util.Optional;

/** What the daemon knows of itself. Thread-safe. */
public interface HeadStatus {
  /** The cluster's name. */
  String clusterName();

  /** Version of the daemon. */
  String version();

  /** When it became ready; empty while it is not. */
  Optional<Instant> readySince();
}
