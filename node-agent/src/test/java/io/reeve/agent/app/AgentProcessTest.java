package io.reeve.agent.app;

import static io.reeve.agent.testing.TestOrders.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.reeve.agent.convert.Starts;
import io.reeve.agent.convert.Values;
import io.reeve.agent.core.AttemptId;
import io.reeve.agent.testing.Leftovers;
import io.reeve.agent.testing.LiveNode;
import io.reeve.proto.agent.v1.AgentServiceGrpc;
import io.reeve.proto.agent.v1.ConnectRequest;
import io.reeve.proto.agent.v1.ConnectResponse;
import io.reeve.proto.agent.v1.Ended;
import io.reeve.proto.agent.v1.Join;
import io.reeve.proto.agent.v1.Stop;
import io.reeve.proto.agent.v1.Welcome;
import io.reeve.proto.v1.Cause;
import io.reeve.proto.v1.SignalSent;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The daemon in a JVM of its own, over a real connection. */
class AgentProcessTest {
  private static final AttemptId ID = new AttemptId(1, 1, 0, 1);

  @TempDir Path data;
  private final Head head = new Head();
  private final List<Process> agents = new ArrayList<>();
  private Server server;

  /** Welcomes every agent and writes down what it says. */
  private static final class Head extends AgentServiceGrpc.AgentServiceImplBase {
    final BlockingQueue<Join> joins = new LinkedBlockingQueue<>();
    final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();
    final BlockingQueue<StreamObserver<ConnectResponse>> streams = new LinkedBlockingQueue<>();

    @Override
    public StreamObserver<ConnectRequest> connect(StreamObserver<ConnectResponse> responses) {
      return new StreamObserver<>() {
        @Override
        public void onNext(ConnectRequest message) {
          if (message.hasJoin()) {
            responses.onNext(
                ConnectResponse.newBuilder()
                    .setWelcome(
                        Welcome.newBuilder()
                            .setTerm(1)
                            .setLease(Values.toProto(Duration.ofSeconds(90)))
                            .setHeartbeatInterval(Values.toProto(Duration.ofSeconds(30))))
                    .build());
            joins.add(message.getJoin());
            streams.add(responses);
          } else if (message.hasEnded()) {
            ended.add(message.getEnded());
          }
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {}
      };
    }
  }

  @BeforeEach
  void startHead() throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server = NettyServerBuilder.forAddress(any).directExecutor().addService(head).build().start();
  }

  @AfterEach
  void stop() throws IOException, InterruptedException {
    for (Process agent : agents) {
      agent.destroyForcibly().waitFor();
    }
    Leftovers.end(data);
    server.shutdownNow();
    assertThat(server.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
  }

  private Process agent(String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx48m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                AgentMain.class.getName(),
                "--data",
                data.toString(),
                "--supervisor",
                supervisor().toString(),
                "--name",
                "n1"));
    command.addAll(List.of(more));
    Process process =
        new ProcessBuilder(command).redirectError(data.resolve("err").toFile()).start();
    agents.add(process);
    return process;
  }

  private static Path supervisor() {
    Path compiled = LiveNode.nativeSupervisor();
    return Files.exists(compiled) ? compiled : LiveNode.shellSupervisor();
  }

  private String address() {
    return "127.0.0.1:" + server.getPort();
  }

  private static <T> T next(BlockingQueue<T> queue, String what) throws InterruptedException {
    T next = queue.poll(20, TimeUnit.SECONDS);
    assertThat(next).as(what).isNotNull();
    return next;
  }

  @Test
  void start_joinsAndSaysSo_stdinEnds_stops() throws Exception {
    Process agent = agent("--head", address(), "--exit-with-stdin");

    BufferedReader out = agent.inputReader(StandardCharsets.UTF_8);
    assertThat(out.readLine()).isEqualTo("reeve-agent: joined " + address() + " as n1");
    agent.getOutputStream().close();

    assertThat(agent.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(agent.exitValue()).isZero();
  }

  @Test
  void killed_whileAProgramRuns_theNextOneAdoptsIt() throws Exception {
    Process first = agent("--head", address());
    next(head.joins, "join");
    next(head.streams, "stream")
        .onNext(
            ConnectResponse.newBuilder()
                .setStart(
                    Starts.toProto(
                            shell(
                                ID, "while [ ! -e " + data + "/go ]; do sleep 0.01; done; exit 37"))
                        .toBuilder()
                        .setTerm(1))
                .build());
    await("claim").until(() -> Files.exists(data.resolve("attempts/1.1.0.1/run")));
    first.destroyForcibly().waitFor();

    agent("--head", address());
    assertThat(next(head.joins, "second join").getInventoryList()).hasSize(1);
    Files.createFile(data.resolve("go"));

    assertThat(next(head.ended, "end").getExit().getCode()).isEqualTo(37);
  }

  @Test
  void killed_duringTheGrace_theNextOneReportsWhatWasSent() throws Exception {
    Process first = agent("--head", address());
    next(head.joins, "join");
    StreamObserver<ConnectResponse> stream = next(head.streams, "stream");
    String script =
        "trap 'touch "
            + data
            + "/asked' TERM; touch "
            + data
            + "/ready; while :; do sleep 0.01; done";
    stream.onNext(
        ConnectResponse.newBuilder()
            .setStart(Starts.toProto(shell(ID, script)).toBuilder().setTerm(1))
            .build());
    await("program").until(() -> Files.exists(data.resolve("ready")));
    stream.onNext(
        ConnectResponse.newBuilder()
            .setStop(
                Stop.newBuilder()
                    .setAttempt(Values.toProto(ID))
                    .setTerm(1)
                    .setCause(Cause.CAUSE_CANCELED)
                    .setGracePeriod(Values.toProto(Duration.ofSeconds(2))))
            .build());
    await("polite signal").until(() -> Files.exists(data.resolve("asked")));
    first.destroyForcibly().waitFor();

    agent("--head", address());

    Ended ended = next(head.ended, "end");
    assertThat(ended.getCause()).isEqualTo(Cause.CAUSE_CANCELED);
    assertThat(ended.getKillRecord().getSignalsList())
        .extracting(SignalSent::getSignal)
        .startsWith("SIGTERM")
        .endsWith("SIGKILL");
  }

  @Test
  void secondAgent_onTheSameData_isRefused() throws Exception {
    agent("--head", address());
    next(head.joins, "join");

    Process second = agent("--head", address());

    assertThat(second.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isEqualTo(1);
  }

  @Test
  void head_notOnLoopback_isUsage() throws Exception {
    Process agent = agent("--head", "192.0.2.1:7070");

    assertThat(agent.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(agent.exitValue()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--cores 0", "--config /no/such/file", "--frobnicate"})
  void settings_thatCannotBeUsed_areUsage(String flags) throws Exception {
    Process agent = agent(flags.split(" "));

    assertThat(agent.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(agent.exitValue()).isEqualTo(2);
  }

  @Test
  void help_listsTheExitCodes() {
    assertThat(AgentOptions.USAGE).contains("Exit codes: 0 ", "1 ", "2 ");
  }
}
