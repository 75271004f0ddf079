package io.reeve.scheduler.app;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ChannelzService;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.reeve.scheduler.config.Address;
import io.reeve.scheduler.config.SchedulerConfig;
import io.reeve.scheduler.rpc.error.ErrorInterceptor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import javax.inject.Singleton;

/**
 * The one port: public services, the agents' service, health, reflection (v1 and v1alpha, for old
 * tools) and channelz.
 *
 * <p>Calls are served on Netty's own threads: services hand over to the engine and return at once.
 */
@Singleton
final class ApiServer {
  private static final String AGENT_SERVICES = "reeve.agent.";
  private static final int CHANNELZ_PAGE = 100;
  private static final int FLOW_CONTROL_WINDOW = 1 << 20;

  /** How often clients may ping; agents do it to notice a cut network. */
  private static final Duration PERMITTED_KEEP_ALIVE = Duration.ofSeconds(5);

  /** How soon the stream of an agent that vanished without a word is seen to be dead. */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(20);

  private static final Duration KEEP_ALIVE_TIMEOUT = Duration.ofSeconds(10);

  private final Address listen;
  private final Server server;
  private final HealthStatusManager health = new HealthStatusManager();
  private final List<String> serviceNames = new ArrayList<>();

  @Inject
  ApiServer(
      SchedulerConfig config,
      Set<BindableService> services,
      List<ServerInterceptor> interceptors,
      ErrorInterceptor errors) {
    listen = config.listen();
    var builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(listen.host(), listen.port()))
            .directExecutor()
            .maxInboundMessageSize(config.limits().messageBytes())
            .flowControlWindow(FLOW_CONTROL_WINDOW)
            .permitKeepAliveTime(PERMITTED_KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS)
            .permitKeepAliveWithoutCalls(true)
            .keepAliveTime(KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTimeout(KEEP_ALIVE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    for (var service : services) {
      var definition = withInterceptors(service.bindService(), interceptors, errors);
      serviceNames.add(definition.getServiceDescriptor().getName());
      builder.addService(definition);
    }
    for (var service : toolServices()) {
      builder.addService(guarded(service.bindService(), errors));
    }
    server = builder.build();
    serving(false);
  }

  /** Deprecated, and all that grpcurl before 1.8.8 and many other tools speak. */
  @SuppressWarnings("deprecation")
  private static BindableService oldReflection() {
    return ProtoReflectionService.newInstance();
  }

  private List<BindableService> toolServices() {
    return List.of(
        health.getHealthService(),
        ProtoReflectionServiceV1.newInstance(),
        oldReflection(),
        ChannelzService.newInstance(CHANNELZ_PAGE));
  }

  /** Those of the public API are not for the agents' streams, which speak their own errors. */
  private static ServerServiceDefinition withInterceptors(
      ServerServiceDefinition service,
      List<ServerInterceptor> outermostFirst,
      ErrorInterceptor errors) {
    return service.getServiceDescriptor().getName().startsWith(AGENT_SERVICES)
        ? guarded(service, errors)
        : ServerInterceptors.interceptForward(service, outermostFirst);
  }

  /** Bytes that are no message get a clean answer: gRPC itself would say UNKNOWN. */
  private static ServerServiceDefinition guarded(
      ServerServiceDefinition service, ErrorInterceptor errors) {
    return ServerInterceptors.interceptForward(
        ServerInterceptors.useInputStreamMessages(service), errors);
  }

  /** Begins to listen; returns where. */
  Address start() throws IOException {
    server.start();
    return new Address(listen.host(), server.getPort());
  }

  /** What health checks are told, of the whole and of each service. */
  void serving(boolean yes) {
    var status = yes ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
    serviceNames.forEach(name -> health.setStatus(name, status));
  }

  /** Says that it is going away and takes no new calls; those under way go on. */
  void stopAccepting() {
    health.enterTerminalState();
    server.shutdown();
  }

  /** Ends the calls that are left, after a moment for the last answers to go out. */
  void close(Duration moment) {
    try {
      if (!server.awaitTermination(moment.toMillis(), TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
        server.awaitTermination(moment.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      server.shutdownNow();
    }
  }
}
