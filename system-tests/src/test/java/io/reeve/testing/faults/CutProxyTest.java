package io.reeve.testing.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.testing.Until;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CutProxyTest {
  private static final int SILENCE_MILLIS = 200;

  private ServerSocket server;
  private CutProxy proxy;
  private Socket agent;
  private Socket head;

  @BeforeEach
  void connect() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    proxy = new CutProxy(server.getLocalPort());
    agent = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    head = server.accept();
  }

  @AfterEach
  void close() throws IOException {
    agent.close();
    head.close();
    proxy.close();
    server.close();
  }

  @Test
  void open_passesBothWays() throws IOException {
    agent.getOutputStream().write(1);
    head.getOutputStream().write(2);

    assertThat(head.getInputStream().read()).isEqualTo(1);
    assertThat(agent.getInputStream().read()).isEqualTo(2);
  }

  @Test
  void stalled_holdsBack_andDeliversWhenItIsOver() throws IOException {
    proxy.set(CutProxy.Mode.STALLED);
    agent.getOutputStream().write(1);
    head.getOutputStream().write(2);
    assertThat(hears(head)).isFalse();
    assertThat(hears(agent)).isFalse();

    proxy.set(CutProxy.Mode.OPEN);

    assertThat(head.getInputStream().read()).isEqualTo(1);
    assertThat(agent.getInputStream().read()).isEqualTo(2);
  }

  @Test
  void oneWay_passesThatWayOnly() throws IOException {
    proxy.set(CutProxy.Mode.ONLY_TO_HEAD);
    agent.getOutputStream().write(1);
    head.getOutputStream().write(2);

    assertThat(head.getInputStream().read()).isEqualTo(1);
    assertThat(hears(agent)).isFalse();
  }

  @Test
  void closed_endsConnections_andNewOnes() throws IOException {
    proxy.set(CutProxy.Mode.CLOSED);

    assertThat(isClosed(agent)).isTrue();
    try (var late = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
      assertThat(isClosed(late)).isTrue();
    }
  }

  @Test
  void agentGone_headSeesTheEnd() throws IOException {
    agent.close();

    Until.holds("the end gets through", () -> isClosed(head));
  }

  /** Whether anything comes within a moment; nothing is taken away when nothing does. */
  private static boolean hears(Socket socket) throws IOException {
    socket.setSoTimeout(SILENCE_MILLIS);
    try {
      socket.getInputStream().read();
      return true;
    } catch (SocketTimeoutException silent) {
      return false;
    } finally {
      socket.setSoTimeout(0);
    }
  }

  private static boolean isClosed(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (IOException reset) {
      return true;
    }
  }
}
