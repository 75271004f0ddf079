package io.reeve.scheduler.app;

import dagger.Module;
import dagger.Provides;
import io.reeve.scheduler.config.SchedulerConfig;
import io.reeve.scheduler.engine.EngineSettings;
import io.reeve.scheduler.nodes.HeadIdentity;
import java.util.Optional;

/** Gives each part its share of the settings. */
@Module
interface SettingsModule {
  /** Larger than the largest request by what the log adds to it. */
  int MAX_BATCH_BYTES = 8 << 20;

  @Provides
  static EngineSettings engine(SchedulerConfig config) {
    return new EngineSettings(
        config.limits().waitingCommands(),
        config.limits().waitingReads(),
        config.limits().awaited(),
        config.events().held(),
        MAX_BATCH_BYTES);
  }

  @Provides
  static HeadIdentity identity(SchedulerConfig config) {
    return new HeadIdentity(config.clusterName(), version());
  }

  /** The version of this program; {@code dev} when it does not run from its jar. */
  static String version() {
    return Optional.ofNullable(SchedulerMain.class.getPackage().getImplementationVersion())
        .orElse("dev");
  }
}
