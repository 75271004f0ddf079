package io.reeve.scheduler.app;

import dagger.Module;
import dagger.Provides;
import io.grpc.ServerInterceptor;
import java.util.List;

/** The public services. */
@Module
interface PublicApiModule {
  @Provides
  static List<ServerInterceptor> interceptors() {
    return List.of();
  }
}
