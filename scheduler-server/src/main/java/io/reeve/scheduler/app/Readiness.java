package io.reeve.scheduler.app;

import io.reeve.scheduler.engine.Time;
import io.reeve.scheduler.nodes.HeadIdentity;
import io.reeve.scheduler.rpc.HeadStatus;
import java.time.Instant;
import java.util.Optional;
import javax.inject.Inject;
import javax.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Since when the daemon can be used, and what it is. Thread-safe. */
@Singleton
final class Readiness implements HeadStatus {
  private final HeadIdentity identity;
  private final Time time;
  private volatile @Nullable Instant since;

  @Inject
  Readiness(HeadIdentity identity, Time time) {
    this.identity = identity;
    this.time = time;
  }

  /** From now on. */
  void ready() {
    since = time.now();
  }

  @Override
  public String clusterName() {
    return identity.clusterName();
  }

  @Override
  public String version() {
    return identity.version();
  }

  @Override
  public Optional<Instant> readySince() {
    return Optional.ofNullable(since);
  }
}
