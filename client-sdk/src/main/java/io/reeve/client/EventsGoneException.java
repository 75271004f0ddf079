package io.reeve.client;

import java.util.OptionalLong;

/**
 * The events after the number asked for are not held any more, so the watch cannot go on without a
 * hole.
 *
 * <p>The way out: list what is watched again ({@link Tasks#list}), take the answer's event number,
 * and start a new watch after it.
 */
public final class EventsGoneException extends ReeveException {
  private static final long serialVersionUID = 1L;

  EventsGoneException(Failure failure, Throwable cause) {
    super(failure, cause);
  }

  /** The oldest number that is still held; empty when the scheduler did not say. */
  public OptionalLong oldest() {
    return number("oldest");
  }

  /** The newest number; empty when the scheduler did not say. */
  public OptionalLong newest() {
    return number("newest");
  }

  private OptionalLong number(String key) {
    String text = metadata().getOrDefault(key, "");
    return text.matches("[0-9]{1,18}")
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }
}
