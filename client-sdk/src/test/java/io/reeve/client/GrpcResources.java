package io.reeve.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.reeve.client.internal.Backoff;
import io.reeve.client.internal.Connection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Servers and clients of one test. After it, closes them and fails if a channel or server does not
 * end, which is what a call that nobody ended looks like.
 */
final class GrpcResources implements AfterEachCallback {
  private final List<Server> servers = new ArrayList<>();
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final List<SchedulerClient> clients = new ArrayList<>();

  /** Clock of every client made here. */
  final ManualTime time = new ManualTime();

  Server serve(String name, BindableService... services) {
    InProcessServerBuilder builder = InProcessServerBuilder.forName(name).directExecutor();
    for (BindableService service : services) {
      builder.addService(service);
    }
    try {
      Server server = builder.build().start();
      servers.add(server);
      return server;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** A client whose pauses are 10, 20, 40 ms ... up to 80 ms by {@link #time}. */
  SchedulerClient client(String name) {
    return client(name, 4);
  }

  SchedulerClient client(String name, int watchBuffer) {
    ManagedChannel channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    channels.add(channel);
    Backoff backoff =
        new Backoff(Duration.ofMillis(10), Duration.ofMillis(80), Duration.ofHours(1), () -> 1.0);
    SchedulerClient client =
        new SchedulerClient(
            new Connection(channel, time, backoff, () -> false, () -> {}),
            new Settings(Duration.ofSeconds(10), Runnable::run, watchBuffer));
    clients.add(client);
    return client;
  }

  @Override
  public void afterEach(ExtensionContext context) throws InterruptedException {
    clients.forEach(SchedulerClient::close);
    for (ManagedChannel channel : channels) {
      assertThat(channel.awaitTermination(5, TimeUnit.SECONDS)).as("channel ended").isTrue();
    }
    for (Server server : servers) {
      server.shutdown();
      boolean ended = server.awaitTermination(5, TimeUnit.SECONDS);
      server.shutdownNow();
      assertThat(ended).as("server has no calls left").isTrue();
    }
  }
}
