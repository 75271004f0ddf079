package io.reeve.scheduler.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Closes channels, then servers, after each test, and fails the test when one of them does not come
 * to its end.
 */
final class GrpcCleanup implements AfterEachCallback {
  private static final long PATIENCE_SECONDS = 10;

  private final List<ManagedChannel> channels = new ArrayList<>();
  private final List<Server> servers = new ArrayList<>();

  Server register(Server server) {
    servers.add(server);
    return server;
  }

  ManagedChannel register(ManagedChannel channel) {
    channels.add(channel);
    return channel;
  }

  @Override
  public void afterEach(ExtensionContext context) throws InterruptedException {
    closeAll();
  }

  /** Closes what was registered; a call that is still open is hung up. */
  void closeAll() throws InterruptedException {
    var leaks = new ArrayList<String>();
    for (var channel : channels) {
      channel.shutdownNow();
      if (!channel.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        leaks.add("channel to " + channel.authority());
      }
    }
    for (var server : servers) {
      server.shutdown(); // not shutdownNow: a call that outlives its channel is a leak
      if (!server.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        leaks.add("server " + server);
        server.shutdownNow();
      }
    }
    channels.clear();
    servers.clear();
    assertThat(leaks).as("channels and servers that did not end").isEmpty();
  }
}
