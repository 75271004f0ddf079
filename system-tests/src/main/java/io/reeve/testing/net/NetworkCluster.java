package io.reeve.testing.net;

import io.reeve.client.SchedulerClient;
import io.reeve.client.model.BulkCancel;
import io.reeve.client.model.Node;
import io.reeve.client.model.NodeQuery;
import io.reeve.client.model.TaskFilter;
import io.reeve.client.model.TaskSelector;
import io.reeve.client.model.TaskState;
import io.reeve.testing.Daemon;
import io.reeve.testing.Until;
import io.reeve.testing.net.TestNetwork.Host;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A head node and agents, each on a host of its own. The agents have two cores each. Data is in a
 * temporary directory that is removed at the end. Not thread-safe.
 */
public final class NetworkCluster implements AutoCloseable {
  private static final int PORT = 7070;

  private final Path home;
  private final Path data;
  private final TestNetwork network;
  private final Host headHost;
  private final Daemon head;
  private final SchedulerClient client;
  private final Map<String, Host> hosts = new LinkedHashMap<>();
  private final Map<String, Daemon> agents = new LinkedHashMap<>();
  private final List<AutoCloseable> opened = new ArrayList<>();

  /**
   * Starts it and returns when all nodes take work.
   *
   * @param home the distribution
   * @param parameters cluster parameters to set before the agents join
   */
  @SuppressWarnings("MustBeClosed")
  public NetworkCluster(Path home, Map<String, String> parameters, String... nodes)
      throws IOException {
    this.home = home;
    this.data = Files.createTempDirectory("reeve-net");
    this.network = new TestNetwork();
    opened.add(network);
    try {
      headHost = network.host("head");
      head = startHead();
      opened.add(head);
      client = SchedulerClient.builder().head(headAddress()).insecureNetwork(true).build();
      opened.add(client);
      client.cluster().setParameters(parameters);
      for (var node : nodes) {
        startAgent(node);
      }
      awaitHealth();
    } catch (IOException | RuntimeException e) {
      closeAll();
      throw e;
    }
  }

  private String headAddress() {
    return headHost.address() + ":" + PORT;
  }

  private Daemon startHead() throws IOException {
    var config = Files.writeString(data.resolve("reeved.yaml"), "insecure-network: true\n");
    return Daemon.start(
        headHost.on(
            List.of(
                home.resolve("bin/reeved").toString(),
                "--config",
                config.toString(),
                "--data",
                data.resolve("head").toString(),
                "--listen",
                headAddress(),
                "--exit-with-stdin")),
        data.resolve("reeved.log"),
        "reeved: ready on ");
  }

  private void startAgent(String node) throws IOException {
    var config = Files.writeString(data.resolve("agent.yaml"), "insecure-network: true\n");
    var host = network.host(node);
    hosts.put(node, host);
    var agent =
        Daemon.start(
            host.on(
                List.of(
                    home.resolve("bin/reeve-agent").toString(),
                    "--config",
                    config.toString(),
                    "--head",
                    headAddress(),
                    "--data",
                    data.resolve(node).toString(),
                    "--name",
                    node,
                    "--cores",
                    "2",
                    "--exit-with-stdin")),
            data.resolve(node + ".log"),
            "reeve-agent: joined ");
    agents.put(node, agent);
    opened.add(agent);
  }

  /** Connected to the head node; this link is never cut. */
  public SchedulerClient client() {
    return client;
  }

  /** The host of the head node. */
  public Host headHost() {
    return headHost;
  }

  /** The host of a node. */
  public Host host(String node) {
    return Objects.requireNonNull(hosts.get(node), node);
  }

  /** SIGSTOP for the head node. */
  public void freezeHead() throws IOException {
    signal("-STOP", head);
  }

  /** SIGCONT for the head node. */
  public void thawHead() throws IOException {
    signal("-CONT", head);
  }

  /** SIGSTOP for the agent of a node. */
  public void freezeAgent(String node) throws IOException {
    signal("-STOP", agent(node));
  }

  /** SIGCONT for the agent of a node. */
  public void thawAgent(String node) throws IOException {
    signal("-CONT", agent(node));
  }

  private Daemon agent(String node) {
    return Objects.requireNonNull(agents.get(node), node);
  }

  private static void signal(String signal, Daemon daemon) throws IOException {
    var kill = new ProcessBuilder("kill", signal, Long.toString(daemon.pid())).inheritIO().start();
    if (kill.onExit().join().exitValue() != 0) {
      throw new IOException("kill " + signal + " " + daemon.pid());
    }
  }

  /** Mends every link, thaws everybody, and returns when all nodes take work again. */
  public void heal() throws IOException {
    thawHead();
    headHost.mend();
    for (var node : agents.keySet()) {
      thawAgent(node);
      host(node).mend();
    }
    awaitHealth();
  }

  /** Ends whatever is not over, and returns when nothing runs any more. */
  public void clear() {
    var open =
        EnumSet.of(TaskState.QUEUED, TaskState.DISPATCHING, TaskState.RUNNING, TaskState.CANCELING);
    var filter = TaskFilter.builder().states(open).build();
    client.tasks().cancelAll(BulkCancel.of(TaskSelector.matching(filter)).force(true).build());
    Until.holds("nothing runs", () -> nodes().stream().allMatch(node -> node.tasks() == 0));
  }

  private void awaitHealth() {
    Until.holds(
        "all nodes take work",
        () ->
            nodes().stream().filter(node -> node.reachable() && node.leftovers() == 0).count()
                == agents.size());
  }

  private List<Node> nodes() {
    return client.nodes().list(NodeQuery.all()).items();
  }

  /** Ends what runs, stops the daemons, removes network and data; as much as can be done. */
  @Override
  public void close() throws IOException {
    try {
      heal();
      clear();
    } finally {
      closeAll();
    }
  }

  private void closeAll() throws IOException {
    IOException failure = null;
    for (var index = opened.size() - 1; index >= 0; index--) {
      try {
        opened.get(index).close();
      } catch (Exception e) {
        failure = new IOException("cannot clean up", e);
      }
    }
    try (var files = Files.walk(data)) {
      files.sorted(Comparator.reverseOrder()).forEach(NetworkCluster::delete);
    }
    if (failure != null) {
      throw failure;
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
