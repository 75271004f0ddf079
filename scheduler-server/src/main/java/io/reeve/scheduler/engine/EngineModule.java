package io.reeve.scheduler.engine;

import dagger.Binds;
import dagger.Module;
import dagger.Provides;

/** The engine, as others see it. */
@Module
public interface EngineModule {
  @Binds
  Engine engine(SingleWriterEngine engine);

  @Binds
  Planning planning(SingleWriterEngine engine);

  @Provides
  static EventFeed events(Engine engine) {
    return engine.events();
  }
}
