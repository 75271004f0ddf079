package io.reeve.scheduler.rpc;

import dagger.Binds;
import dagger.Module;
import dagger.Provides;
import dagger.multibindings.IntoSet;
import io.grpc.BindableService;
import io.grpc.ServerInterceptor;
import io.reeve.scheduler.engine.Engine;
import io.reeve.scheduler.rpc.error.ErrorInterceptor;
import java.util.List;

/**
 * Wires the services. Gives the services of {@code reeve.v1} into the set of services, and the
 * interceptors that go around every service of the daemon.
 *
 * <p>Needs: {@code Engine}, {@code NodeContacts}, {@code HeadStatus}, {@code RpcSettings}, {@code Time}, {@code Ids},
 * and a {@code Supplier<SortedMap<String, Long>>} of counters. When the daemon stops: {@link TaskWatches#close}, then
 * the server, then {@link RpcThreads#close}.
 */
@Module
public interface RpcModule {
  @Binds
  @IntoSet
  BindableService jobs(JobGrpcService service);

  @Binds
  @IntoSet
  BindableService tasks(TaskGrpcService service);

  @Binds
  @IntoSet
  BindableService nodes(NodeGrpcService service);

  @Binds
  @IntoSet
  BindableService cluster(ClusterGrpcService service);

  @Binds
  CallerResolver callers(DaemonUserResolver resolver);

  /**
   * Outermost first, as {@code ServerInterceptors.interceptForward} takes them; a server builder
   * wants the reverse.
   */
  @Provides
  static List<ServerInterceptor> interceptors(
      CallerInterceptor callers, AccessLog log, ErrorInterceptor errors) {
    return List.of(callers, log, errors);
  }

  @Provides
  static Answers answers(RpcThreads threads) {
    return new Answers(threads.answers());
  }

  @Provides
  static PageReader pages(Engine engine) {
    return new PageReader(engine);
  }
}
