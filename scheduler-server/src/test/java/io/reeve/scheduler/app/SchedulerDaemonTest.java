package io.reeve.scheduler.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import io.reeve.proto.agent.v1.AgentServiceGrpc;
import io.reeve.proto.agent.v1.ConnectRequest;
import io.reeve.proto.agent.v1.ConnectResponse;
import io.reeve.proto.agent.v1.Join;
import io.reeve.proto.v1.ClusterServiceGrpc;
import io.reeve.proto.v1.GetClusterRequest;
import io.reeve.proto.v1.GetJobRequest;
import io.reeve.proto.v1.JobServiceGrpc;
import io.reeve.proto.v1.Resources;
import io.reeve.proto.v1.SubmitJobRequest;
import io.reeve.proto.v1.TaskSpec;
import io.reeve.scheduler.config.Address;
import io.reeve.scheduler.config.ConfigLoader;
import io.reeve.scheduler.config.SchedulerConfig;
import io.reeve.scheduler.log.MemoryCommandLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon as a whole, over a real socket. */
final class SchedulerDaemonTest {
  private final MemoryCommandLog.Disk disk = new MemoryCommandLog.Disk();
  private final List<AutoCloseable> toClose = new ArrayList<>();
  private MemoryCommandLog log;

  @TempDir Path directory;

  @AfterEach
  void closeAll() throws Exception {
    for (var each : toClose) {
      each.close();
    }
  }

  private SchedulerConfig config(int port) throws Exception {
    return ConfigLoader.load(
        Optional.empty(),
        new ConfigLoader.Overrides(
            Optional.of(new Address("127.0.0.1", port)), Optional.of(directory)));
  }

  private SchedulerDaemon daemon(int port) throws Exception {
    var daemon =
        DaggerTestSchedulerComponent.factory()
            .create(
                config(port),
                new SystemTime(),
                UUID::randomUUID,
                (replica, listener) -> log = MemoryCommandLog.open(disk, replica, listener))
            .daemon();
    toClose.add(0, daemon);
    return daemon;
  }

  private ManagedChannel channel(Address address) {
    var channel =
        NettyChannelBuilder.forAddress(address.host(), address.port()).usePlaintext().build();
    toClose.add(0, () -> channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS));
    return channel;
  }

  private static ServingStatus health(ManagedChannel channel, String service) {
    return HealthGrpc.newBlockingStub(channel)
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .check(HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }

  @Test
  void started_isHealthyAndTellsItsServices() throws Exception {
    var channel = channel(daemon(0).start());
    assertThat(health(channel, "")).isEqualTo(ServingStatus.SERVING);
    assertThat(health(channel, AgentServiceGrpc.SERVICE_NAME)).isEqualTo(ServingStatus.SERVING);
    assertThat(services(channel))
        .contains(
            AgentServiceGrpc.SERVICE_NAME,
            "grpc.health.v1.Health",
            "grpc.channelz.v1.Channelz",
            "grpc.reflection.v1.ServerReflection",
            "grpc.reflection.v1alpha.ServerReflection");
  }

  private static List<String> services(ManagedChannel channel) {
    var answer = new CompletableFuture<List<String>>();
    var requests =
        ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    answer.complete(
                        response.getListServicesResponse().getServiceList().stream()
                            .map(service -> service.getName())
                            .toList());
                  }

                  @Override
                  public void onError(Throwable error) {
                    answer.completeExceptionally(error);
                  }

                  @Override
                  public void onCompleted() {}
                });
    requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    var services = answer.orTimeout(10, TimeUnit.SECONDS).join();
    requests.onCompleted();
    return services;
  }

  private static final class Agent implements StreamObserver<ConnectResponse> {
    private final CompletableFuture<Long> welcomedInTerm = new CompletableFuture<>();
    private final CompletableFuture<Status> end = new CompletableFuture<>();

    static Agent join(ManagedChannel channel) {
      var agent = new Agent();
      var requests = AgentServiceGrpc.newStub(channel).withWaitForReady().connect(agent);
      requests.onNext(
          ConnectRequest.newBuilder()
              .setJoin(
                  Join.newBuilder()
                      .setNode("n1")
                      .setBootId("b")
                      .setInstanceId("i")
                      .setProtocolVersion(1)
                      .setCapacity(Resources.newBuilder().setCores(1)))
              .build());
      return agent;
    }

    long awaitWelcome() {
      return welcomedInTerm.orTimeout(10, TimeUnit.SECONDS).join();
    }

    Status awaitEnd() {
      return end.orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Override
    public void onNext(ConnectResponse response) {
      welcomedInTerm.complete(response.getWelcome().getTerm());
    }

    @Override
    public void onError(Throwable error) {
      end.complete(Status.fromThrowable(error));
    }

    @Override
    public void onCompleted() {
      end.complete(Status.OK);
    }
  }

  @Test
  void close_endsAgentStreamsInGoodOrder_andARestartOnTheSamePortTakesThemInAgain()
      throws Exception {
    var daemon = daemon(0);
    var address = daemon.start();
    var channel = channel(address);
    var agent = Agent.join(channel);
    var term = agent.awaitWelcome();

    daemon.close();
    assertThat(agent.awaitEnd().getCode()).isEqualTo(Status.Code.UNAVAILABLE);

    daemon(address.port()).start();
    assertThat(Agent.join(channel).awaitWelcome()).isGreaterThan(term);
  }

  @Test
  void publicApi_submittedJobIsThereAfterARestart() throws Exception {
    var daemon = daemon(0);
    var submitted =
        JobServiceGrpc.newBlockingStub(channel(daemon.start()))
            .submitJob(
                SubmitJobRequest.newBuilder()
                    .addTasks(TaskSpec.newBuilder().addCommand("/bin/true"))
                    .build());
    daemon.close();
    var found =
        JobServiceGrpc.newBlockingStub(channel(daemon(0).start()))
            .getJob(GetJobRequest.newBuilder().setJobId(submitted.getJobId()).build());
    assertThat(found.getJob().getId()).isEqualTo(submitted.getJobId());
  }

  @Test
  void cluster_tellsNameReadinessAndCounters() throws Exception {
    var cluster =
        ClusterServiceGrpc.newBlockingStub(channel(daemon(0).start()))
            .getCluster(GetClusterRequest.getDefaultInstance());
    assertThat(cluster.getName()).isEqualTo("reeve");
    assertThat(cluster.hasReadyTime()).isTrue();
    assertThat(cluster.getCountersMap()).containsKeys("commands", "stale_reports");
  }

  @Test
  void anotherHeadLeads_isNotServing() throws Exception {
    var channel = channel(daemon(0).start());
    log.follow("other");
    await().until(() -> health(channel, "") == ServingStatus.NOT_SERVING);
    log.lead();
    await().until(() -> health(channel, "") == ServingStatus.SERVING);
  }

  @Test
  void diskFull_goesOnServing() throws Exception {
    var channel = channel(daemon(0).start());
    disk.setFull(true);
    var agent = Agent.join(channel);
    assertThat(agent.awaitEnd().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(health(channel, "")).isEqualTo(ServingStatus.SERVING);
  }

  @Test
  void portTaken_doesNotStart() throws Exception {
    var port = daemon(0).start().port();
    var second = daemon(port);
    assertThatThrownBy(second::start).isInstanceOf(SchedulerDaemon.StartException.class);
  }

  @Test
  void close_twice_orBeforeStart_isHarmless() throws Exception {
    var daemon = daemon(0);
    daemon.close();
    daemon.close();
  }
}
