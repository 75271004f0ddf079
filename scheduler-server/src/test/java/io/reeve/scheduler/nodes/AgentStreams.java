package io.reeve.scheduler.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.reeve.proto.agent.v1.ConnectResponse;
import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.cluster.Command;
import io.reeve.scheduler.core.cluster.Reply;
import io.reeve.scheduler.core.task.AttemptId;
import io.reeve.scheduler.core.task.TaskId;
import io.reeve.scheduler.core.task.TaskState;
import io.reeve.scheduler.engine.CommandLog;
import io.reeve.scheduler.engine.Commands;
import io.reeve.scheduler.engine.Counters;
import io.reeve.scheduler.engine.EngineSettings;
import io.reeve.scheduler.engine.ManualTime;
import io.reeve.scheduler.engine.SingleWriterEngine;
import io.reeve.scheduler.log.MemoryCommandLog;
import io.reeve.scheduler.log.codec.ProtoCommandCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The real engine over a log in memory, and agents that join it; time is moved by hand. */
abstract class AgentStreams {
  static final TaskId TASK = TaskId.of(1, 1);
  static final AttemptId ATTEMPT = new AttemptId(TASK, 1);
  static final Duration HEARTBEAT = Duration.ofSeconds(30);
  static final Duration LEASE = Duration.ofSeconds(90);
  static final Duration LOST_AFTER = Duration.ofSeconds(90 + 30 + 2);

  final MemoryCommandLog.Disk disk = new MemoryCommandLog.Disk();
  final ManualTime time = new ManualTime();
  SingleWriterEngine engine;
  NodeRegistry registry;
  MemoryCommandLog log;
  Counters counters;
  Server server;
  ManagedChannel channel;

  @BeforeAll
  static void pollQuickly() {
    Awaitility.setDefaultPollDelay(Duration.ZERO);
    Awaitility.setDefaultPollInterval(Duration.ofMillis(2));
  }

  @BeforeEach
  void start() throws IOException {
    counters = new Counters();
    var ownEngine = new AtomicReference<SingleWriterEngine>(); // also after a restart
    registry = new NodeRegistry(ownEngine::get, new HeadIdentity("test", "1.2.3"), time, counters);
    engine =
        new SingleWriterEngine(
            new EngineSettings(10_000, 10_000, 100, 1_000, 1 << 20),
            new ProtoCommandCodec(),
            registry,
            registry,
            time,
            UUID::randomUUID,
            counters);
    ownEngine.set(engine);
    log = MemoryCommandLog.open(disk, engine, engine);
    engine.start(log);
    awaitRole(CommandLog.Role.Kind.LEADER);
    var name = UUID.randomUUID().toString();
    server =
        InProcessServerBuilder.forName(name)
            .directExecutor()
            .addService(new AgentGrpcService(registry))
            .build()
            .start();
    channel = InProcessChannelBuilder.forName(name).directExecutor().build();
  }

  @AfterEach
  void stop() throws InterruptedException {
    channel.shutdownNow();
    server.shutdownNow();
    engine.stopTaking();
    log.close();
    engine.close();
    assertThat(channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    assertThat(server.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  void restartHead() throws IOException, InterruptedException {
    channel.shutdownNow();
    server.shutdownNow();
    server.awaitTermination(10, TimeUnit.SECONDS);
    log.crash();
    engine.close();
    start();
  }

  void awaitRole(CommandLog.Role.Kind kind) {
    await("role " + kind).until(() -> engine.role().kind() == kind);
    if (kind == CommandLog.Role.Kind.LEADER) {
      read(view -> kind); // behind everything that follows from the role
    }
  }

  Reply submit(Command command) {
    return engine
        .submit(command, (view, reply) -> reply)
        .toCompletableFuture()
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
  }

  <R> R read(Function<ClusterView, R> question) {
    return engine.read(question).toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  void awaitState(TaskState state) {
    await(TASK + " " + state)
        .until(() -> read(view -> view.task(TASK).orElseThrow().state()) == state);
  }

  FakeAgent joined(String node, String instance) {
    return FakeAgent.connect(channel).send(FakeAgent.join(node, instance)).awaitWelcome();
  }

  /** A task that runs on n1, where an agent of instance {@code a} is connected. */
  FakeAgent running() {
    submit(Commands.submitWithGrace(Duration.ofSeconds(10)));
    var agent = joined("n1", "a");
    agent.await1("start", ConnectResponse::hasStart);
    agent.started(ATTEMPT);
    awaitState(TaskState.RUNNING);
    return agent;
  }
}
