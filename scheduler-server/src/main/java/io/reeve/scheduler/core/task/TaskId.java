package io.reeve.scheduler.core.task;

import java.util.Comparator;

/**
 * Names a task.
 *
 * @param job job id, from 1
 * @param task task id inside the job, from 1
 * @param subtask subtask id inside a sweep; 0 names the task itself
 */
public record TaskId(long job, int task, int subtask) implements Comparable<TaskId> {
  private static final Comparator<TaskId> ORDER =
      Comparator.comparingLong(TaskId::job)
          .thenComparingInt(TaskId::task)
          .thenComparingInt(TaskId::subtask);

  /** Names a basic task. */
  public static TaskId of(long job, int task) {
    return new TaskId(job, task, 0);
  }

  @Override
  public int compareTo(TaskId other) {
    return ORDER.compare(this, other);
  }

  /** As users type it: {@code 1.2} or {@code 1.2.3}. */
  @Override
  public String toString() {
    return subtask == 0 ? job + "." + task : job + "." + task + "." + subtask;
  }
}
