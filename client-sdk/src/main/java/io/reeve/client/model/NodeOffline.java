package io.reeve.client.model;

import java.time.Duration;
import java.util.Optional;

/**
 * A request to take a node out of service.
 *
 * @param name the node
 * @param force end its tasks at once; without, it drains
 * @param deadline end its tasks after this time; not supported by schedulers of this version
 * @param message why, at most 320 code points; may be empty
 */
public record NodeOffline(String name, boolean force, Optional<Duration> deadline, String message) {
  /** A polite request: the node drains. */
  public static NodeOffline of(String name) {
    return new NodeOffline(name, false, Optional.empty(), "");
  }

  /** The same, with or without force. */
  public NodeOffline force(boolean value) {
    return new NodeOffline(name, value, deadline, message);
  }

  /** The same, with a deadline. */
  public NodeOffline deadline(Duration value) {
    return new NodeOffline(name, force, Optional.of(value), message);
  }

  /** The same, with a message. */
  public NodeOffline message(String value) {
    return new NodeOffline(name, force, deadline, value);
  }
}
