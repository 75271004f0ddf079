package io.reeve.scheduler.core.task;

/**
 * Exit codes that count as success.
 *
 * @param first 0 to 255
 * @param last at least {@code first}, at most 255
 */
public record ExitCodeRange(int first, int last) {
  /** Whether {@code code} is one of them. */
  public boolean contains(int code) {
    return first <= code && code <= last;
  }
}
