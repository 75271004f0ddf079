package io.reeve.testing.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A switch with hosts on it, each a network namespace with an address of its own; this program is
 * on the switch, too. The namespaces carry the process id of who made them in their names: what a
 * killed test left behind is removed by the next. Not thread-safe.
 */
public final class TestNetwork implements AutoCloseable {
  private static final Path NAMESPACES = Path.of("/run/netns");
  private static final String PREFIX = "reeve-test-";
  private static final int SUBNETS = 256; // of 198.18.0.0/16, which is set apart for tests
  private static final int OWN_NUMBER = 254;

  private final long pid = ProcessHandle.current().pid();
  private final String hub = PREFIX + pid + "-hub";
  private final String subnet;
  private final List<Host> hosts = new ArrayList<>();

  /** Makes the switch, and this program's place on it. */
  public TestNetwork() throws IOException {
    removeLeftovers();
    subnet = "198.18." + freeSubnet();
    try {
      Iproute.run("netns", "add", hub);
      Iproute.in(hub, "link", "add", "bridge", "type", "bridge");
      Iproute.in(hub, "link", "set", "bridge", "up");
      var own = "reeve" + pid;
      Iproute.run("link", "add", own, "type", "veth", "peer", "name", "own", "netns", hub);
      Iproute.in(hub, "link", "set", "own", "master", "bridge", "up");
      Iproute.run("address", "add", subnet + "." + OWN_NUMBER + "/24", "dev", own);
      Iproute.run("link", "set", own, "up");
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** Whether such networks can be made here; else why not. */
  public static String whyNot() {
    try {
      var probe = PREFIX + ProcessHandle.current().pid() + "-probe";
      Iproute.run("netns", "add", probe);
      Iproute.run("netns", "delete", probe);
      return "";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** A new host. */
  public Host host(String name) throws IOException {
    var number = hosts.size() + 1;
    var host = new Host(PREFIX + pid + "-" + name, name, subnet + "." + number);
    hosts.add(host); // also when it is made only in part
    host.make();
    return host;
  }

  private static int freeSubnet() throws IOException {
    var taken = Iproute.run("address", "show");
    for (var number = 0; number < SUBNETS; number++) {
      if (!taken.contains(" 198.18." + number + ".")) {
        return number;
      }
    }
    throw new IOException("no free subnet in 198.18.0.0/16");
  }

  private static void removeLeftovers() throws IOException {
    if (!Files.isDirectory(NAMESPACES)) {
      return;
    }
    try (var names = Files.list(NAMESPACES)) {
      for (var name : names.map(path -> path.getFileName().toString()).toList()) {
        if (name.startsWith(PREFIX) && !isAlive(name.split("-", -1)[2])) {
          Iproute.run("netns", "delete", name);
        }
      }
    }
  }

  private static boolean isAlive(String pid) {
    return ProcessHandle.of(Long.parseLong(pid)).isPresent();
  }

  /** Removes everything. What still runs on a host loses its network. */
  @Override
  public void close() throws IOException {
    for (var host : hosts) {
      delete(host.namespace);
    }
    delete(hub); // and with it the other ends of all that was plugged into it
  }

  private static void delete(String namespace) throws IOException {
    if (Files.exists(NAMESPACES.resolve(namespace))) {
      Iproute.run("netns", "delete", namespace);
    }
  }

  /** A host. */
  public final class Host {
    private static final String DEVICE = "eth0";

    /** An address that nobody on the switch has: what is sent there is lost without a word. */
    private static final String NOBODY = "02:00:00:00:00:01";

    private final String namespace;
    private final String port;
    private final String address;

    private Host(String namespace, String port, String address) {
      this.namespace = namespace;
      this.port = port;
      this.address = address;
    }

    private void make() throws IOException {
      Iproute.run("netns", "add", namespace);
      Iproute.in(
          hub, "link", "add", port, "type", "veth", "peer", "name", DEVICE, "netns", namespace);
      Iproute.in(hub, "link", "set", port, "master", "bridge", "up");
      Iproute.in(namespace, "address", "add", address + "/24", "dev", DEVICE);
      Iproute.in(namespace, "link", "set", "lo", "up");
      Iproute.in(namespace, "link", "set", DEVICE, "up");
    }

    /** Its address. */
    public String address() {
      return address;
    }

    /** The command that runs this one on the host. */
    public List<String> on(List<String> command) {
      var all = new ArrayList<>(List.of("nsenter", "--net=" + NAMESPACES.resolve(namespace)));
      all.addAll(command);
      return all;
    }

    /** Pulls the plug: nothing goes in or out. */
    public void unplug() throws IOException {
      Iproute.in(hub, "link", "set", port, "down");
    }

    /**
     * Everything that this host sends to the other one gets lost; what comes from there arrives.
     */
    public void losesAllTo(Host other) throws IOException {
      Iproute.in(
          namespace,
          "neighbour",
          "replace",
          other.address,
          "lladdr",
          NOBODY,
          "nud",
          "permanent",
          "dev",
          DEVICE);
    }

    /** Mends what {@link #unplug} and {@link #losesAllTo} did; harmless when all is well. */
    public void mend() throws IOException {
      Iproute.in(hub, "link", "set", port, "up");
      Iproute.in(namespace, "neighbour", "flush", "nud", "permanent", "dev", DEVICE);
    }
  }
}
