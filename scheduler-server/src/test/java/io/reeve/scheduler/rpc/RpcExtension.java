package io.reeve.scheduler.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerInterceptors;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.reeve.proto.v1.ClusterServiceGrpc;
import io.reeve.proto.v1.ClusterServiceGrpc.ClusterServiceBlockingStub;
import io.reeve.proto.v1.JobServiceGrpc;
import io.reeve.proto.v1.JobServiceGrpc.JobServiceBlockingStub;
import io.reeve.proto.v1.NodeServiceGrpc;
import io.reeve.proto.v1.NodeServiceGrpc.NodeServiceBlockingStub;
import io.reeve.proto.v1.TaskServiceGrpc;
import io.reeve.proto.v1.TaskServiceGrpc.TaskServiceBlockingStub;
import io.reeve.scheduler.engine.Engine;
import io.reeve.scheduler.rpc.error.TestErrors;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * All services over an in-process server with direct executors: what a call does is done when it
 * returns. After each test everything is closed, and nothing that a call opened may be left.
 */
final class RpcExtension implements BeforeEachCallback, AfterEachCallback {
  static final String USER = "ada";
  static final Instant READY = Instant.parse("2026-01-01T11:59:00Z");

  private final RpcSettings settings;
  private final int heldEvents;
  private final GrpcCleanup cleanup = new GrpcCleanup();
  private UnaryOperator<Engine> around = UnaryOperator.identity();
  private Executor answerExecutor = Runnable::run;

  ManualTime time;
  SynchronousEngine engine;
  FakeContacts contacts;
  FakeAgents agents;
  Waits waits;
  TaskWatches watches;
  ManagedChannel channel;
  List<BindableService> services;

  RpcExtension() {
    this(new RpcSettings(USER, 5, 5, 100), 100_000);
  }

  RpcExtension(RpcSettings settings, int heldEvents) {
    this.settings = settings;
    this.heldEvents = heldEvents;
  }

  /** Puts something between services and engine. To be called before the test begins. */
  RpcExtension around(UnaryOperator<Engine> wrapper) {
    around = wrapper;
    return this;
  }

  /** Makes long answers elsewhere. To be called before the test begins. */
  RpcExtension answeringOn(Executor executor) {
    answerExecutor = executor;
    return this;
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    time = new ManualTime();
    engine = new SynchronousEngine(time, heldEvents);
    contacts = new FakeContacts();
    agents = new FakeAgents(engine, time, contacts);
    services = services(around.apply(engine), Runnable::run);
    var name = InProcessServerBuilder.generateName();
    start(InProcessServerBuilder.forName(name).directExecutor());
    channel = cleanup.register(InProcessChannelBuilder.forName(name).directExecutor().build());
  }

  private List<BindableService> services(Engine served, Executor watchExecutor) {
    var answers = new Answers(answerExecutor);
    var pages = new PageReader(served);
    waits = new Waits(time, answers, settings.maxWaits());
    watches = new TaskWatches(served, watchExecutor, settings.maxWatches());
    return List.of(
        new JobGrpcService(served, waits, answers, pages),
        new TaskGrpcService(served, contacts, time, waits, watches, answers, pages),
        new NodeGrpcService(served, contacts, answers, pages),
        new ClusterGrpcService(
            served,
            contacts,
            head(),
            () -> new TreeMap<>(java.util.Map.of("stale_reports", 2L)),
            answers));
  }

  private static HeadStatus head() {
    return new HeadStatus() {
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
        return Optional.of(READY);
      }
    };
  }

  /** Serves the services of this test there too. */
  Server start(ServerBuilder<?> builder) throws IOException {
    var errors = TestErrors.interceptor();
    var guard = new ServiceGuard(new AccessLog(), errors);
    var interceptors =
        RpcModule.interceptors(new CallerInterceptor(new DaemonUserResolver(settings)), errors);
    services.forEach(
        service ->
            builder.addService(
                ServerInterceptors.interceptForward(
                    guard.around(service).bindService(), interceptors)));
    return cleanup.register(builder.build().start());
  }

  /** Has a channel closed after the test. */
  ManagedChannel register(ManagedChannel other) {
    return cleanup.register(other);
  }

  JobServiceBlockingStub jobs() {
    return JobServiceGrpc.newBlockingStub(channel);
  }

  TaskServiceBlockingStub tasks() {
    return TaskServiceGrpc.newBlockingStub(channel);
  }

  NodeServiceBlockingStub nodes() {
    return NodeServiceGrpc.newBlockingStub(channel);
  }

  ClusterServiceBlockingStub cluster() {
    return ClusterServiceGrpc.newBlockingStub(channel);
  }

  @Override
  public void afterEach(ExtensionContext context) throws InterruptedException {
    cleanup.closeAll();
    watches.close();
    assertThat(waits.open()).as("waiting calls").isZero();
    assertThat(watches.open()).as("watches").isZero();
    assertThat(engine.waits()).as("waits at the engine").isZero();
    assertThat(engine.events().listeners()).as("listeners to events").isZero();
    assertThat(time.timers()).as("timers").isZero();
  }
}
