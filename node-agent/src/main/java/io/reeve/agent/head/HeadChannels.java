package io.reeve.agent.head;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;

/** Makes the connection to the head node. */
public final class HeadChannels {
  private static final long KEEP_ALIVE_SECONDS = 10;
  private static final long KEEP_ALIVE_TIMEOUT_SECONDS = 5;

  /** Fixed, so that gRPC does not measure the connection with a ping for every order. */
  private static final int FLOW_CONTROL_WINDOW = 1 << 20;

  private HeadChannels() {}

  /**
   * Plain text, as there is no TLS between agent and head node yet: so to this machine only, unless
   * told otherwise.
   *
   * @param insecureNetwork whether the host may be another machine
   * @throws IllegalArgumentException when it may not and is no loopback address, or is not known;
   *     with the reason
   */
  public static ManagedChannel to(String host, int port, boolean insecureNetwork) {
    try {
      if (!InetAddress.getByName(host).isLoopbackAddress() && !insecureNetwork) {
        throw new IllegalArgumentException(
            "refusing to dial "
                + host
                + ":"
                + port
                + ": this version has no TLS between agent and head node, so the head node must be on a"
                + " loopback address, unless insecure-network: true is set");
      }
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("cannot resolve the head node's host " + host, e);
    }
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory handler = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    return NettyChannelBuilder.forAddress(host, port)
        .usePlaintext()
        .directExecutor()
        .eventLoopGroup(
            new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("head-link", true), handler))
        .channelType(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
        .flowControlWindow(FLOW_CONTROL_WINDOW)
        .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .build();
  }
}
