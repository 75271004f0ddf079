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
 * <p>Needs: {@code Engine}, {@code NodeContacts}, {@code HeadStatus}, {@code RpcSettings}, {@code
 * Time}, {@code Ids}, and a {@code Supplier<SortedMap<String, Long>>} of counters. When the daemon
 * stops: {@link TaskWatches#close}, then the server, then {@link RpcThreads#close}.
 */
@Module
public interface RpcModule {
  @Provides
  @IntoSet
  static BindableService jobs(JobGrpcService service, ServiceGuard guard) {
    return guard.around(service);
  }

  @Provides
  @IntoSet
  static BindableService tasks(TaskGrpcService service, ServiceGuard guard) {
    return guard.around(service);
  }

  @Provides
  @IntoSet
  static BindableService nodes(NodeGrpcService service, ServiceGuard guard) {
    return guard.around(service);
  }

  @Provides
  @IntoSet
  static BindableService cluster(ClusterGrpcService service, ServiceGuard guard) {
    return guard.around(service);
  }

  @Binds
  CallerResolver callers(DaemonUserResolver resolver);

  /**
   * Outermost first, as {@code ServerInterceptors.interceptForward} takes them; a server builder
   * wants the reverse. They see messages as bytes: what needs messages is put on by {@link
   * ServiceGuard}, inside of these.
   */
  @Provides
  static List<ServerInterceptor> interceptors(CallerInterceptor callers, ErrorInterceptor errors) {
    return List.of(callers, errors);
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
