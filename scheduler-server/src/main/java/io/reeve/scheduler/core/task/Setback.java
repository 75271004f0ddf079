package io.reeve.scheduler.core.task;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What keeps a queued task from being tried again at once: the nodes that could not start it, by
 * their own fault, since it ran last. Until {@code retryAt} it goes to other nodes only, and if no
 * other could ever run it, it waits; then it may go to any. Follows from its attempts, so it is not
 * stored.
 *
 * @param nodes the last of them; at most {@link #MAX_NODES}
 * @param retryAt when it may be tried on them again: the pause doubles with each failure
 */
public record Setback(SortedSet<String> nodes, Instant retryAt) {
  /** Nothing does. */
  public static final Setback NONE = new Setback(Collections.emptySortedSet(), Instant.MIN);

  /** How many nodes are remembered. */
  static final int MAX_NODES = 8;

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final int MOST_DOUBLINGS = 6;

  /** No pause is longer. */
  public static final Duration LONGEST_PAUSE = FIRST_PAUSE.multipliedBy(1L << MOST_DOUBLINGS);

  public Setback {
    nodes = Collections.unmodifiableSortedSet(new TreeSet<>(nodes));
  }

  /** That of a queued task. */
  public static Setback of(Task task) {
    var attempts = task.attempts();
    var failures = failuresAtTheEndOf(attempts);
    if (failures == 0) {
      return NONE;
    }
    var nodes = new TreeSet<String>();
    for (var index = attempts.size() - 1; index >= attempts.size() - failures; index--) {
      if (nodes.size() < MAX_NODES) {
        nodes.add(attempts.get(index).node());
      }
    }
    var last = attempts.get(attempts.size() - 1);
    var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
    return new Setback(nodes, Objects.requireNonNull(last.endedAt()).plus(pause));
  }

  /** Whether there is none. */
  public boolean isNone() {
    return nodes.isEmpty();
  }

  private static int failuresAtTheEndOf(List<Attempt> attempts) {
    var failures = 0;
    while (failures < attempts.size()
        && failedByItsNode(attempts.get(attempts.size() - 1 - failures))) {
      failures++;
    }
    return failures;
  }

  private static boolean failedByItsNode(Attempt attempt) {
    var failure = attempt.startFailure();
    return failure != null && failure.isSystemError();
  }
}
