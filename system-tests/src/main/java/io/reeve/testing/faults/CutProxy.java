package io.reeve.testing.faults;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Stands between one agent and the head node and can be told to be a bad network. What does not get
 * through waits and arrives late, as with TCP, unless the connection is closed. Thread-safe.
 */
final class CutProxy implements AutoCloseable {
  /** What the network does. */
  enum Mode {
    /** Everything gets through. */
    OPEN(true, true),
    /** Nothing gets through; nobody is told. */
    STALLED(false, false),
    /** Only what the agent sends gets through. */
    ONLY_TO_HEAD(true, false),
    /** Only what the head node sends gets through. */
    ONLY_TO_AGENT(false, true),
    /** Connections are closed, new ones too. */
    CLOSED(false, false);

    private final boolean toHead;
    private final boolean toAgent;

    Mode(boolean toHead, boolean toAgent) {
      this.toHead = toHead;
      this.toAgent = toAgent;
    }
  }

  private static final int BUFFER = 16 * 1024;

  private final ServerSocket server;
  private final int headPort;
  private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Mode mode = Mode.OPEN; // under the lock

  /** Listens on a free port of loopback. */
  CutProxy(int headPort) throws IOException {
    this.headPort = headPort;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon("proxy-accept", this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** From now on. */
  void set(Mode to) {
    lock.lock();
    try {
      mode = to;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (to == Mode.CLOSED) {
      closeConnections();
    }
  }

  private Mode mode() {
    lock.lock();
    try {
      return mode;
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        connect(server.accept());
      } catch (IOException closedOrRefused) {
        // the agent sees a closed connection and comes back
      }
    }
  }

  private void connect(Socket agent) throws IOException {
    if (mode() == Mode.CLOSED) {
      agent.close();
      return;
    }
    var head = new Socket();
    try {
      head.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), headPort), 1_000);
    } catch (IOException down) {
      head.close();
      agent.close();
      throw down;
    }
    agent.setTcpNoDelay(true);
    head.setTcpNoDelay(true);
    open.add(agent);
    open.add(head);
    daemon("proxy-to-head", () -> pump(agent, head, true));
    daemon("proxy-to-agent", () -> pump(head, agent, false));
  }

  private void pump(Socket from, Socket to, boolean toHead) {
    var buffer = new byte[BUFFER];
    try {
      var in = from.getInputStream();
      var out = to.getOutputStream();
      for (var length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        awaitPassage(toHead);
        out.write(buffer, 0, length);
      }
      awaitPassage(toHead); // nor does the news that one side has closed get through
    } catch (IOException over) {
      // the other direction goes, too
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close(from);
      close(to);
    }
  }

  private void awaitPassage(boolean toHead) throws InterruptedException {
    lock.lock();
    try {
      while (mode != Mode.CLOSED && !(toHead ? mode.toHead : mode.toAgent)) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private void closeConnections() {
    open.forEach(this::close);
  }

  private void close(Closeable socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      // closed is what it is to be
    }
  }

  private static void daemon(String name, Runnable task) {
    var thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    set(Mode.CLOSED);
  }
}
