package io.reeve.scheduler.app;

import dagger.Module;
import dagger.Provides;
import io.reeve.scheduler.config.SchedulerConfig;
import io.reeve.scheduler.engine.CommandCodec;
import io.reeve.scheduler.engine.Time;
import io.reeve.scheduler.log.LogSettings;
import io.reeve.scheduler.log.RatisCommandLog;
import io.reeve.scheduler.log.codec.ProtoCommandCodec;

/** The log on disk. */
@Module
interface LogModule {
  @Provides
  static LogOpener opener(LogSettings settings, Time time) {
    return (replica, listener) -> RatisCommandLog.open(settings, time::nanos, replica, listener);
  }

  @Provides
  static LogSettings settings(SchedulerConfig config) {
    var defaults = LogSettings.in(config.dataDir().resolve("log"));
    return new LogSettings(
        defaults.directory(),
        defaults.peerId(),
        config.log().snapshotEntries(),
        config.log().snapshotInterval(),
        config.log().snapshotBytes(),
        defaults.retainedSnapshots(),
        SettingsModule.MAX_BATCH_BYTES,
        defaults.supervisionInterval(),
        defaults.closeTimeout());
  }

  @Provides
  static CommandCodec codec() {
    return new ProtoCommandCodec();
  }
}
