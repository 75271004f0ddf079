package io.reeve.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Random;

/** Ports for daemons that are started again on the same one. */
public final class Ports {
  // Outside of what Linux gives to outgoing connections: none can take the port while its daemon
  // is down, not even one that dials the port itself.
  private static final int FIRST = 20_000;
  private static final int END = 32_768;
  private static final int TRIES = 200;

  private Ports() {}

  /** One on loopback that nobody listens on now. */
  public static int free() throws IOException {
    var random = new Random();
    for (var i = 0; i < TRIES; i++) {
      var port = random.nextInt(FIRST, END);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IOException("no free port from " + FIRST + " to " + END);
  }

  private static boolean isFree(int port) {
    try (var probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return probe.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
