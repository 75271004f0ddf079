package io.reeve.client.internal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Where a head node listens.
 *
 * @param host name or literal, IPv6 literals without brackets
 * @param port 1 to 65535
 */
public record HeadAddress(String host, int port) {
  /** The port when none is given. */
  public static final int DEFAULT_PORT = 7070;

  /**
   * Reads {@code HOST:PORT}, {@code HOST}, or {@code [IPV6]:PORT}.
   *
   * @throws IllegalArgumentException if it is anything else
   */
  public static HeadAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    boolean bracketed = text.startsWith("[");
    boolean hasPort = bracketed ? text.indexOf("]:") > 0 : colon >= 0;
    String host = hasPort ? text.substring(0, colon) : text;
    if (bracketed && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.isEmpty() || host.contains(" ") || (!bracketed && host.contains(":"))) {
      throw malformed(text);
    }
    return new HeadAddress(host, hasPort ? port(text, text.substring(colon + 1)) : DEFAULT_PORT);
  }

  /** Whether the host names this machine by a loopback address. May look the name up. */
  public boolean isLoopback() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }

  InetSocketAddress resolved() {
    return new InetSocketAddress(host, port);
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  private static int port(String text, String digits) {
    if (!digits.matches("[0-9]{1,5}")) {
      throw malformed(text);
    }
    int port = Integer.parseInt(digits);
    if (port < 1 || port > 65535) {
      throw malformed(text);
    }
    return port;
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "not a head node address: '" + text + "' (write HOST:PORT, for example 127.0.0.1:7070)");
  }
}
