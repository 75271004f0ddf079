package io.reeve.testing.faults;

import io.reeve.client.SchedulerClient;
import io.reeve.client.UnreachableException;
import io.reeve.client.model.NodeQuery;
import io.reeve.testing.Ports;
import io.reeve.testing.Until;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A head node and two agents on loopback, each agent behind a {@link CutProxy}. Node {@code n1}
 * contains its tasks as well as the machine allows, {@code n2} always without cgroups. Not
 * thread-safe, but for the client.
 */
final class FaultCluster implements AutoCloseable {
  static final List<String> NODES = List.of("n1", "n2");

  /** Cores of each node: how many tasks of one core run at once. */
  static final int CORES = 4;

  private static final Map<String, String> PARAMETERS =
      Map.of(
          "HeartbeatInterval", "400ms",
          "InactivityCount", "5",
          "TaskCancelGracePeriod", "1s",
          "TaskRetryCount", "5");

  private final Path data;
  private final int port;
  private final Member head;
  private final List<Member> agents = new ArrayList<>();
  private final List<CutProxy> proxies = new ArrayList<>();
  private final SchedulerClient client;

  /**
   * Makes the daemons and starts nothing.
   *
   * @param home root of the distribution
   * @param data an empty directory
   */
  FaultCluster(Path home, Path data) throws IOException {
    this.data = data;
    this.port = Ports.free();
    this.head =
        new Member(
            "head",
            List.of(
                home.resolve("bin/reeved").toString(),
                "--data",
                data.resolve("head").toString(),
                "--listen",
                "127.0.0.1:" + port,
                "--exit-with-stdin"),
            "REEVED_OPTS",
            data.resolve("head.log"));
    for (var node : NODES) {
      var proxy = new CutProxy(port);
      proxies.add(proxy);
      agents.add(agent(home, node, proxy.port()));
    }
    this.client =
        SchedulerClient.builder()
            .head("127.0.0.1:" + port)
            .deadline(Duration.ofSeconds(20))
            .build();
  }

  private Member agent(Path home, String node, int headPort) throws IOException {
    var config = data.resolve(node + ".yaml");
    Files.writeString(
        config, "containment.mode: " + (node.equals("n2") ? "subreaper" : "auto") + "\n");
    return new Member(
        node,
        List.of(
            home.resolve("bin/reeve-agent").toString(),
            "--config",
            config.toString(),
            "--head",
            "127.0.0.1:" + headPort,
            "--data",
            agentData(node).toString(),
            "--name",
            node,
            "--cores",
            Integer.toString(CORES),
            "--exit-with-stdin"),
        "REEVE_AGENT_OPTS",
        data.resolve(node + ".log"));
  }

  /** Sets short leases and waits until as many nodes take work. */
  void awaitReady(int nodes) {
    Until.holds("the head node answers", this::takesParameters);
    Until.holds(
        nodes + " nodes take work",
        () ->
            client.nodes().list(NodeQuery.all()).items().stream()
                    .filter(node -> node.reachable() && node.leftovers() == 0)
                    .count()
                == nodes);
  }

  /** A machine with much else to do starts a daemon slower than a client has patience. */
  private boolean takesParameters() {
    try {
      client.cluster().setParameters(PARAMETERS);
      return true;
    } catch (UnreachableException notYet) {
      return false;
    }
  }

  SchedulerClient client() {
    return client;
  }

  Member head() {
    return head;
  }

  List<Member> agents() {
    return agents;
  }

  CutProxy proxy(int agent) {
    return proxies.get(agent);
  }

  List<Member> members() {
    var all = new ArrayList<Member>();
    all.add(head);
    all.addAll(agents);
    return all;
  }

  int port() {
    return port;
  }

  Path data() {
    return data;
  }

  Path agentData(String node) {
    return data.resolve(node);
  }

  /** The word by which everything the agent starts can be known; empty before its first start. */
  Optional<String> mark(String node) {
    try {
      return Optional.of(Files.readString(agentData(node).resolve("mark")).strip())
          .filter(mark -> !mark.isEmpty());
    } catch (IOException notYet) {
      return Optional.empty();
    }
  }

  /** Stops agents, then the head node; returns those that had to be killed. */
  List<String> stop() throws InterruptedException {
    var stubborn = new ArrayList<String>();
    for (var agent : agents) {
      if (!agent.stop()) {
        stubborn.add(agent.name());
      }
    }
    if (!head.stop()) {
      stubborn.add(head.name());
    }
    return stubborn;
  }

  /** Kills what still runs. */
  @Override
  public void close() throws IOException {
    client.close();
    members().forEach(Member::kill);
    for (var proxy : proxies) {
      proxy.close();
    }
  }

  /** Removes the data directory; after {@link #close}. */
  void removeData() throws IOException {
    try (var files = Files.walk(data)) {
      files.sorted(Comparator.reverseOrder()).forEach(FaultCluster::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
