package io.reeve.scheduler.app;

import dagger.BindsInstance;
import dagger.Component;
import dagger.Module;
import dagger.Provides;
import io.reeve.scheduler.config.SchedulerConfig;
import io.reeve.scheduler.engine.CommandCodec;
import io.reeve.scheduler.engine.EngineModule;
import io.reeve.scheduler.engine.Ids;
import io.reeve.scheduler.engine.Time;
import io.reeve.scheduler.log.codec.ProtoCommandCodec;
import io.reeve.scheduler.nodes.NodesModule;
import javax.inject.Singleton;

/** The daemon with a log that the test gives; the rest is real. */
@Singleton
@Component(
    modules = {
      SettingsModule.class,
      TestSchedulerComponent.CodecModule.class,
      EngineModule.class,
      NodesModule.class,
      PublicApiModule.class,
    })
interface TestSchedulerComponent extends SchedulerComponent {

  /** Makes it. */
  @Component.Factory
  interface Factory {
    TestSchedulerComponent create(
        @BindsInstance SchedulerConfig config,
        @BindsInstance Time time,
        @BindsInstance Ids ids,
        @BindsInstance LogOpener log);
  }

  /** As in the daemon. */
  @Module
  interface CodecModule {
    @Provides
    static CommandCodec codec() {
      return new ProtoCommandCodec();
    }
  }
}
