package io.reeve.testing;

import io.reeve.client.SchedulerClient;
import io.reeve.client.model.BulkCancel;
import io.reeve.client.model.NodeQuery;
import io.reeve.client.model.TaskFilter;
import io.reeve.client.model.TaskSelector;
import io.reeve.client.model.TaskState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * A head node and at most one agent on loopback, as real daemons, with data in a temporary
 * directory that is removed at the end. Not thread-safe.
 */
public final class LoopbackCluster implements AutoCloseable {
  private static final String NODE = "n1";

  private final Path home;
  private final Path data;
  private final String address;
  private final SchedulerClient client;
  private final List<String> agentFlags;
  private int cores;
  private Daemon head;
  private Optional<Daemon> agent = Optional.empty();
  private List<String> agentSettings = List.of();

  private LoopbackCluster(Path home, int cores, List<String> agentFlags) throws IOException {
    this.home = home;
    this.cores = cores;
    this.agentFlags = agentFlags;
    this.data = Files.createTempDirectory("reeve-cluster");
    this.head = startHead("127.0.0.1:" + Ports.free());
    this.address = head.readyText();
    this.client = SchedulerClient.connect(address);
  }

  /** A head node alone. */
  public static LoopbackCluster headOnly(Path home) throws IOException {
    return new LoopbackCluster(home, 0, List.of());
  }

  /** A head node, for an agent of so many cores that is started later. */
  public static LoopbackCluster headOnly(Path home, int cores) throws IOException {
    return headOnly(home, cores, List.of());
  }

  /** The same, for an agent with these flags. */
  public static LoopbackCluster headOnly(Path home, int cores, List<String> agentFlags)
      throws IOException {
    return new LoopbackCluster(home, cores, agentFlags);
  }

  /** With one agent that offers {@code cores} cores, whatever the machine has. */
  public static LoopbackCluster withAgent(Path home, int cores) throws IOException {
    return withAgent(home, cores, List.of());
  }

  /**
   * The same with these flags for each agent.
   *
   * @param agentFlags for example {@code --config FILE}
   */
  public static LoopbackCluster withAgent(Path home, int cores, List<String> agentFlags)
      throws IOException {
    var cluster = new LoopbackCluster(home, cores, agentFlags);
    cluster.startAgent();
    return cluster;
  }

  /** Connected to the head node. */
  public SchedulerClient client() {
    return client;
  }

  /** Where the head node listens. */
  public String address() {
    return address;
  }

  /** Where the data and the logs are. */
  public Path data() {
    return data;
  }

  /** Process id of the head node. */
  public long headPid() {
    return head.pid();
  }

  /** Process id of the agent. */
  public long agentPid() {
    return agent.orElseThrow().pid();
  }

  /** SIGKILL for the head node. */
  public void killHead() {
    head.kill();
  }

  /** SIGKILL for the agent; its tasks run on. */
  public void killAgent() {
    agent.orElseThrow().kill();
    agent = Optional.empty();
  }

  /** Stops the agent as an operator does; its tasks run on. */
  public void stopAgent() {
    agent.orElseThrow().close();
    agent = Optional.empty();
  }

  /** A new head node on the same data and address; returns when it answers. */
  public void restartHead() throws IOException {
    head = startHead(address);
    client.cluster().status();
  }

  /** A new agent on the same data; returns when its node takes work. */
  public void startAgent() throws IOException {
    startAgentBy(List.of());
  }

  /**
   * The same, started by another program.
   *
   * @param launcher its words; it must become what follows them
   */
  public void startAgentBy(List<String> launcher) throws IOException {
    agent = Optional.of(launchAgent(launcher));
    Until.holds(
        "the node takes work",
        () ->
            client.nodes().list(NodeQuery.all()).items().stream()
                .anyMatch(node -> node.reachable() && node.leftovers() == 0));
  }

  /** Lines of the settings file of agents that are started from now on. */
  public void agentSettings(String... lines) {
    agentSettings = List.of(lines);
  }

  /** What agents that are started from now on offer. */
  public void cores(int offered) {
    cores = offered;
  }

  /** Where agents keep their data. */
  public Path agentData() {
    return data.resolve("agent");
  }

  /** Runs {@code reeve-agent stop} on the agent's data and waits for it; its exit code. */
  public int askAgentToStop(String... options) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(home.resolve("bin/reeve-agent").toString(), "stop"));
    command.addAll(List.of("--data", agentData().toString()));
    command.addAll(List.of(options));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(Redirect.appendTo(data.resolve("stop.log").toFile()))
        .start()
        .waitFor();
  }

  /** Waits until the agent has ended by itself; its exit code. */
  public int awaitAgentExit() {
    var code = agent.orElseThrow().awaitExit();
    agent = Optional.empty();
    return code;
  }

  private Daemon startHead(String listen) throws IOException {
    return Daemon.start(
        List.of(
            home.resolve("bin/reeved").toString(),
            "--data",
            data.resolve("head").toString(),
            "--listen",
            listen,
            "--exit-with-stdin"),
        data.resolve("reeved.log"),
        "reeved: ready on ");
  }

  private Daemon launchAgent(List<String> launcher) throws IOException {
    var command = new ArrayList<>(launcher);
    command.add(home.resolve("bin/reeve-agent").toString());
    command.addAll(List.of("--head", address, "--data", agentData().toString()));
    command.addAll(List.of("--name", NODE, "--cores", Integer.toString(cores)));
    command.add("--exit-with-stdin");
    command.addAll(agentFlags);
    if (!agentSettings.isEmpty()) {
      var file = Files.write(data.resolve("agent.yaml"), agentSettings);
      command.addAll(List.of("--config", file.toString()));
    }
    return Daemon.start(command, data.resolve("reeve-agent.log"), "reeve-agent: joined ");
  }

  /** Ends what still runs and stops the daemons; {@link #close} removes the data. */
  public void stopDaemons() {
    if (agent.isPresent()) {
      endEverything();
      agent.get().close();
      agent = Optional.empty();
    }
    client.close();
    head.close();
  }

  /** Ends what still runs, if the agent is there to do it, stops the daemons, removes the data. */
  @Override
  public void close() throws IOException {
    stopDaemons();
    try (var files = Files.walk(data)) {
      files.sorted(Comparator.reverseOrder()).forEach(LoopbackCluster::delete);
    }
  }

  private void endEverything() {
    var open =
        EnumSet.of(TaskState.QUEUED, TaskState.DISPATCHING, TaskState.RUNNING, TaskState.CANCELING);
    var filter = TaskFilter.builder().states(open).build();
    client.tasks().cancelAll(BulkCancel.of(TaskSelector.matching(filter)).force(true).build());
    Until.holds("nothing runs any more", () -> client.nodes().get(NODE).tasks() == 0);
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
