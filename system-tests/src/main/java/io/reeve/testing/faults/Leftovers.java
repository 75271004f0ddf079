package io.reeve.testing.faults;

import io.reeve.client.model.Node;
import io.reeve.client.model.NodeQuery;
import io.reeve.testing.faults.History.Leftover;
import io.reeve.testing.faults.History.Leftover.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Looks for what a cluster left behind. */
final class Leftovers {
  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
  private static final int CGROUP_DEPTH = 6;
  private static final int CGROUP_LOOKS = 50;
  private static final String ESTABLISHED = "01";
  private static final String LISTENING = "0A";

  private final FaultCluster cluster;

  Leftovers(FaultCluster cluster) {
    this.cluster = cluster;
  }

  /** What nodes are charged with; while everything runs and nothing should be on them. */
  List<Leftover> slots() {
    return cluster.client().nodes().list(NodeQuery.all()).items().stream()
        .filter(Leftovers::isCharged)
        .map(node -> new Leftover(Kind.SLOT, node.toString()))
        .toList();
  }

  private static boolean isCharged(Node node) {
    return node.tasks() > 0
        || node.leftovers() > 0
        || node.used().filter(used -> used.cores() > 0).isPresent();
  }

  /** Connections of the head node beyond one for each agent and this client. */
  List<Leftover> connections() throws IOException {
    var expected = FaultCluster.NODES.size() + 1;
    var open = sockets(ESTABLISHED).size();
    return open <= expected
        ? List.of()
        : List.of(new Leftover(Kind.SOCKET, open + " connections instead of " + expected));
  }

  /** Directories of attempts; while everything runs and nothing should be on the nodes. */
  List<Leftover> attempts() {
    var left = new ArrayList<Leftover>();
    for (var node : FaultCluster.NODES) {
      list(cluster.agentData(node).resolve("attempts"))
          .forEach(path -> left.add(new Leftover(Kind.FILE, path.toString())));
    }
    return left;
  }

  /** All that is to be seen only when every daemon has stopped. */
  List<Leftover> afterStop() throws IOException {
    var left = new ArrayList<>(attempts());
    for (var node : FaultCluster.NODES) {
      var data = cluster.agentData(node);
      LedgerFile.open(data.resolve("ledger"))
          .forEach(attempt -> left.add(new Leftover(Kind.FILE, node + " keeps " + attempt)));
      list(data)
          .filter(path -> path.toString().matches(".*(\\.pipe|\\.tmp|\\.new)"))
          .forEach(path -> left.add(new Leftover(Kind.FILE, path.toString())));
      cgroups(node).forEach(path -> left.add(new Leftover(Kind.CGROUP, path.toString())));
    }
    sockets(ESTABLISHED).forEach(line -> left.add(new Leftover(Kind.SOCKET, line)));
    sockets(LISTENING).forEach(line -> left.add(new Leftover(Kind.SOCKET, line)));
    return left;
  }

  /** Processes of daemons, spawners and supervisors. */
  List<Leftover> processes() {
    var data = cluster.data().toString();
    var left = new ArrayList<Leftover>();
    for (var pid : ProcEntry.pids()) {
      ProcEntry.read(pid)
          .filter(ProcEntry::alive)
          .filter(process -> process.command().contains(data + "/"))
          .filter(process -> !process.command().contains(".signals")) // bystanders
          .ifPresent(p -> left.add(new Leftover(Kind.PROCESS, p + " " + p.command())));
    }
    return left;
  }

  /** Takes away the empty cgroup that an agent keeps for its attempts. */
  void removeCgroups() throws IOException {
    for (var node : FaultCluster.NODES) {
      for (var base : bases(node)) {
        Files.deleteIfExists(base);
      }
    }
  }

  private List<Path> cgroups(String node) throws IOException {
    return bases(node).stream().flatMap(Leftovers::list).filter(Files::isDirectory).toList();
  }

  private List<Path> bases(String node) throws IOException {
    var mark = cluster.mark(node);
    if (mark.isEmpty() || !Files.isDirectory(CGROUPS)) {
      return List.of();
    }
    var name = "reeve-" + mark.get();
    for (var i = 0; ; i++) {
      try (var found = Files.find(CGROUPS, CGROUP_DEPTH, (path, about) -> path.endsWith(name))) {
        return found.toList();
      } catch (UncheckedIOException wentAway) { // somebody else's cgroup, under our eyes
        if (i == CGROUP_LOOKS) {
          throw wentAway.getCause();
        }
      }
    }
  }

  /** Sockets of the head node's port in that state, as the kernel lists them. */
  private List<String> sockets(String state) throws IOException {
    var port = String.format(Locale.ROOT, ":%04X", cluster.port());
    var found = new ArrayList<String>();
    for (var table : List.of("tcp", "tcp6")) {
      for (var line : Files.readAllLines(Path.of("/proc/net", table))) {
        var fields = line.strip().split("\\s+", -1);
        if (fields.length > 3 && fields[1].endsWith(port) && fields[3].equals(state)) {
          found.add(line.strip());
        }
      }
    }
    return found;
  }

  private static Stream<Path> list(Path directory) {
    try (var files = Files.list(directory)) {
      return files.toList().stream();
    } catch (IOException absent) {
      return Stream.of();
    }
  }
}
