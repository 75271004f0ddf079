package io.reeve.scheduler.app;

import dagger.Binds;
import dagger.Module;
import dagger.Provides;
import io.reeve.scheduler.engine.Counters;
import io.reeve.scheduler.rpc.HeadStatus;
import io.reeve.scheduler.rpc.RpcModule;
import io.reeve.scheduler.rpc.RpcSettings;
import java.util.SortedMap;
import java.util.function.Supplier;

/** The public services, and what they need of the daemon. */
@Module(includes = RpcModule.class)
interface PublicApiModule {
  @Provides
  static RpcSettings settings() {
    return RpcSettings.defaults(System.getProperty("user.name"));
  }

  @Binds
  HeadStatus status(ReadyStatus status);

  @Provides
  static Supplier<SortedMap<String, Long>> counters(Counters counters) {
    return counters::values;
  }
}
