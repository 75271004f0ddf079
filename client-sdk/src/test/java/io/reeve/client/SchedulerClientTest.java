package io.reeve.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.reeve.client.model.JobId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client over real sockets. */
final class SchedulerClientTest {
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void call_overLoopback_isAnswered(boolean nativeTransport) throws Exception {
    Server server = serve(0);
    try (SchedulerClient client = client(server, nativeTransport)) {
      assertThat(client.jobs().get(JobId.of(7)).id()).isEqualTo(JobId.of(7));
    } finally {
      server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void call_whileTheHeadRestarts_isAnsweredAfterwards() throws Exception {
    Server first = serve(0);
    int port = first.getPort();
    try (SchedulerClient client = client(first, true)) {
      client.jobs().get(JobId.of(1));
      first.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
      CompletableFuture<?> answer = client.jobs().getAsync(JobId.of(2));
      Server second = serve(port);
      try {
        assertThat(answer).succeedsWithin(Duration.ofSeconds(5));
      } finally {
        second.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void blockingCall_onTheIoThread_isRefusedInsteadOfHanging() throws Exception {
    Server server = serve(0);
    try (SchedulerClient client = client(server, true)) {
      CompletableFuture<?> nested =
          client.jobs().getAsync(JobId.of(1)).thenApply(job -> client.jobs().get(JobId.of(2)));
      assertThat(nested)
          .failsWithin(Duration.ofSeconds(5))
          .withThrowableThat()
          .havingRootCause()
          .isInstanceOf(IllegalStateException.class);
    } finally {
      server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.1.2.3:7070", "0.0.0.0:7070", "no-such-host.invalid:7070"})
  void connect_anotherMachine_isRefusedUnlessAllowed(String address) {
    assertThatThrownBy(() -> SchedulerClient.connect(address))
        .isInstanceOf(IllegalArgumentException.class);
    SchedulerClient.builder().head(address).insecureNetwork(true).build().close();
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1", "127.0.0.1:7070", "localhost:1", "[::1]:7070", "[::1]"})
  void connect_thisMachine_isAllowed(String address) {
    SchedulerClient.connect(address).close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":7070", "host:", "host:0", "host:65536", "host:x", "::1", "a b:1"})
  void connect_malformedAddress_isRefused(String address) {
    assertThatThrownBy(() -> SchedulerClient.connect(address))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static SchedulerClient client(Server server, boolean nativeTransport) {
    return SchedulerClient.builder()
        .head("127.0.0.1:" + server.getPort())
        .nativeTransport(nativeTransport)
        .build();
  }

  private static Server serve(int port) throws IOException {
    return NettyServerBuilder.forAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        .addService(new FakeJobs())
        .build()
        .start();
  }
}
