package io.reeve.scheduler.app;

import dagger.Binds;
import dagger.Module;
import dagger.Provides;
import io.reeve.scheduler.config.SchedulerConfig;
import io.reeve.scheduler.engine.Counters;
import io.reeve.scheduler.rpc.HeadStatus;
import io.reeve.scheduler.rpc.RpcModule;
import io.reeve.scheduler.rpc.RpcSettings;
import java.util.SortedMap;
import java.util.function.Supplier;

/** The public services, and what they want to know of the daemon. */
@Module(includes = RpcModule.class)
interface PublicApiModule {
  @Binds
  HeadStatus status(Readiness readiness);

  @Provides
  static Supplier<SortedMap<String, Long>> counters(Counters counters) {
    return counters::values;
  }

  @Provides
  static RpcSettings settings(SchedulerConfig config) {
    var user = System.getProperty("user.name");
    var defaults = RpcSettings.defaults(user == null || user.isBlank() ? "unknown" : user);
    return new RpcSettings(
        defaults.daemonUser(),
        config.limits().watches(),
        config.limits().waits(),
        defaults.maxAnswers());
  }
}
