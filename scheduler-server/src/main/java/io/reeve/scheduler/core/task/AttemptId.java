package io.reeve.scheduler.core.task;

import java.util.Comparator;

/**
 * Names an attempt to run a task.
 *
 * @param task the task
 * @param number from 1, never used again for the same task
 */
public record AttemptId(TaskId task, int number) implements Comparable<AttemptId> {
  private static final Comparator<AttemptId> ORDER =
      Comparator.comparing(AttemptId::task).thenComparingInt(AttemptId::number);

  @Override
  public int compareTo(AttemptId other) {
    return ORDER.compare(this, other);
  }

  /** For example {@code 1.2#3}. */
  @Override
  public String toString() {
    return task + "#" + number;
  }
}
