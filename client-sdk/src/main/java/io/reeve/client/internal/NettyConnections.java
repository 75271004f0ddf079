package io.reeve.client.internal;

import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Opens connections over Netty, with epoll where the platform has it. */
public final class NettyConnections {
  /** A page of 1000 tasks with large command lines is far above gRPC's default of 4 MiB. */
  private static final int MAX_MESSAGE_BYTES = 128 << 20;

  /**
   * A fixed window. Left to itself gRPC measures the connection with a ping for every answer, which
   * on a short way costs about as much as the call.
   */
  private static final int FLOW_CONTROL_WINDOW = 1 << 20;

  private NettyConnections() {}

  /**
   * Opens a connection; the first call connects.
   *
   * @param nativeTransport false: plain NIO even where epoll is there, which starts sooner
   */
  public static Connection open(
      HeadAddress head,
      String userAgent,
      Duration keepAlive,
      boolean nativeTransport,
      Backoff backoff) {
    boolean epoll = nativeTransport && Epoll.isAvailable();
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("reeve-client-io", true), io);
    var channel =
        builder(head)
            .eventLoopGroup(group)
            .channelType(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
            .withOption(ChannelOption.TCP_NODELAY, true)
            .directExecutor()
            .usePlaintext()
            .userAgent(userAgent)
            .disableRetry() // our own retries know about request ids
            .disableServiceConfigLookUp()
            .flowControlWindow(FLOW_CONTROL_WINDOW)
            .keepAliveTime(keepAlive.toNanos(), TimeUnit.NANOSECONDS)
            .keepAliveTimeout(20, TimeUnit.SECONDS)
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .build();
    return new Connection(
        channel, new SystemTime(), backoff, () -> isIn(group), () -> shutdown(group));
  }

  /** A loopback name needs no resolver; others are resolved again at each connect. */
  private static NettyChannelBuilder builder(HeadAddress head) {
    return head.isLoopback()
        ? NettyChannelBuilder.forAddress(head.resolved())
        : NettyChannelBuilder.forAddress(head.host(), head.port());
  }

  private static boolean isIn(EventLoopGroup group) {
    for (EventExecutor loop : group) {
      if (loop.inEventLoop()) {
        return true;
      }
    }
    return false;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // daemon threads; nobody waits for their end
  private static void shutdown(EventLoopGroup group) {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS);
  }
}
