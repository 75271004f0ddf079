package io.reeve.scheduler.app;

import dagger.BindsInstance;
import dagger.Component;
import io.reeve.scheduler.config.SchedulerConfig;
import io.reeve.scheduler.engine.EngineModule;
import io.reeve.scheduler.engine.Ids;
import io.reeve.scheduler.engine.Time;
import io.reeve.scheduler.nodes.NodesModule;
import javax.inject.Singleton;

/** The whole daemon. */
@Singleton
@Component(
    modules = {
      SettingsModule.class,
      LogModule.class,
      EngineModule.class,
      NodesModule.class,
      PublicApiModule.class,
    })
interface SchedulerComponent {
  SchedulerDaemon daemon();

  /** Makes it. */
  @Component.Factory
  interface Factory {
    SchedulerComponent create(
        @BindsInstance SchedulerConfig config, @BindsInstance Time time, @BindsInstance Ids ids);
  }
}
