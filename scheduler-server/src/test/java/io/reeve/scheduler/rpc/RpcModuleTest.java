package io.reeve.scheduler.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dagger.BindsInstance;
import dagger.Component;
import io.grpc.BindableService;
import io.grpc.ServerInterceptors;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.reeve.proto.v1.JobServiceGrpc;
import io.reeve.proto.v1.WatchTasksRequest;
import io.reeve.scheduler.engine.Engine;
import io.reeve.scheduler.engine.Ids;
import io.reeve.scheduler.engine.NodeContacts;
import io.reeve.scheduler.engine.Time;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.inject.Singleton;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The services as the daemon wires them, with their own threads. */
class RpcModuleTest {
  private static final int WATCHERS = 30;

  @RegisterExtension final GrpcCleanup cleanup = new GrpcCleanup();

  @Singleton
  @Component(modules = RpcModule.class)
  interface Rpc {
    Set<BindableService> services();

    List<io.grpc.ServerInterceptor> interceptors();

    TaskWatches watches();

    RpcThreads threads();

    @Component.Factory
    interface Factory {
      Rpc create(
          @BindsInstance Engine engine,
          @BindsInstance NodeContacts contacts,
          @BindsInstance HeadStatus head,
          @BindsInstance RpcSettings settings,
          @BindsInstance Time time,
          @BindsInstance Ids ids,
          @BindsInstance Supplier<SortedMap<String, Long>> counters);
    }
  }

  private static final class Head implements HeadStatus {
    @Override
    public String clusterName() {
      return "test";
    }

    @Override
    public String version() {
      return "0.1.0";
    }

    @Override
    public Optional<Instant> readySince() {
      return Optional.empty();
    }
  }

  @Test
  void wiredServices_manyWatchersOnRealThreads_eachSeesEveryEventOnceInOrder() throws IOException {
    var time = new ManualTime();
    var engine = new SynchronousEngine(time, 1_000_000);
    var rpc =
        DaggerRpcModuleTest_Rpc.factory()
            .create(
                engine,
                new FakeContacts(),
                new Head(),
                new RpcSettings("ada", WATCHERS, 10, 10),
                time,
                () -> new UUID(0, 1),
                TreeMap::new);
    assertThat(rpc.services()).hasSize(4);
    var name = InProcessServerBuilder.generateName();
    var server = InProcessServerBuilder.forName(name).directExecutor();
    rpc.services()
        .forEach(
            service ->
                server.addService(
                    ServerInterceptors.interceptForward(
                        service.bindService(), rpc.interceptors())));
    cleanup.register(server.build().start());
    var channel = cleanup.register(InProcessChannelBuilder.forName(name).build());

    var watchers =
        IntStream.range(0, WATCHERS)
            .mapToObj(
                unused ->
                    Watcher.open(channel, WatchTasksRequest.newBuilder().setAfterEvent(0)).eager())
            .toList();
    for (var job = 0; job < 50; job++) {
      JobServiceGrpc.newBlockingStub(channel).submitJob(Requests.submit(20));
    }
    var newest = engine.view().lastEvent();
    var all = LongStream.rangeClosed(1, newest).boxed().toList();
    Awaitility.await("all events")
        .until(() -> watchers.stream().allMatch(watcher -> watcher.events().size() >= newest));
    assertThat(watchers).allSatisfy(watcher -> assertThat(watcher.numbers()).isEqualTo(all));

    watchers.subList(0, 10).forEach(Watcher::hangUp);
    Awaitility.await("ten watches end").until(() -> rpc.watches().open() == WATCHERS - 10);
    rpc.watches().close();
    Awaitility.await("all watches end").until(() -> rpc.watches().open() == 0);
    Awaitility.await("all are told").until(() -> watchers.stream().noneMatch(Watcher::isOpen));
    rpc.threads().close();
  }
}
