package io.reeve.agent.app;

import dagger.BindsInstance;
import dagger.Component;
import io.reeve.agent.config.AgentConfig;
import io.reeve.agent.core.Time;
import jakarta.inject.Singleton;
import java.util.random.RandomGenerator;

/** The whole agent. */
@Singleton
@Component(modules = AgentModule.class)
interface AgentComponent {
  /** The only thing main asks for. */
  AgentDaemon daemon();

  /** What comes from outside. */
  @Component.Factory
  interface Factory {
    /** Makes it; nothing is started. */
    AgentComponent create(
        @BindsInstance AgentConfig config,
        @BindsInstance DataDir dataDir,
        @BindsInstance Time time,
        @BindsInstance RandomGenerator random,
        @BindsInstance BuildVersion version);
  }
}
