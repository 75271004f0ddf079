package io.reeve.scheduler.app;

import io.reeve.scheduler.config.SchedulerConfig;
import io.reeve.scheduler.engine.Time;
import io.reeve.scheduler.rpc.HeadStatus;
import java.time.Instant;
import java.util.Optional;
import javax.inject.Inject;
import javax.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** What the daemon knows of itself. Thread-safe. */
@Singleton
final class ReadyStatus implements HeadStatus {
  private final SchedulerConfig config;
  private final Time time;
  private volatile @Nullable Instant readySince;

  @Inject
  ReadyStatus(SchedulerConfig config, Time time) {
    this.config = config;
    this.time = time;
  }

  /** It can be used from now on. */
  void ready() {
    readySince = time.now();
  }

  @Override
  public String clusterName() {
    return config.clusterName();
  }

  @Override
  public String version() {
    return SettingsModule.version();
  }

  @Override
  public Optional<Instant> readySince() {
    return Optional.ofNullable(readySince);
  }
}
