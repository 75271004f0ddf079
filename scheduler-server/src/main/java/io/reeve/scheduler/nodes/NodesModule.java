package io.reeve.scheduler.nodes;

import dagger.Binds;
import dagger.Module;
import dagger.multibindings.IntoSet;
import io.grpc.BindableService;
import io.reeve.scheduler.engine.EffectSink;
import io.reeve.scheduler.engine.NodeContacts;

/** The agents' side of the head node. */
@Module
public interface NodesModule {
  @Binds
  @IntoSet
  BindableService agentService(AgentGrpcService service);

  @Binds
  EffectSink effectSink(NodeRegistry registry);

  @Binds
  NodeContacts contacts(NodeRegistry registry);
}
