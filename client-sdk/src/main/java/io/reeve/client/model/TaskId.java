package io.reeve.client.model;

import java.util.Comparator;

/**
 * Names a task, as users type it: {@code 1.2} is task 2 of job 1, {@code 1.2.3} subtask 3 of it.
 *
 * @param jobId from 1
 * @param taskId inside the job, from 1
 * @param subtaskId inside a sweep, from 1; 0 names the task itself
 */
public record TaskId(long jobId, int taskId, int subtaskId) implements Comparable<TaskId> {
  private static final Comparator<TaskId> ORDER =
      Comparator.comparingLong(TaskId::jobId)
          .thenComparingInt(TaskId::taskId)
          .thenComparingInt(TaskId::subtaskId);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public TaskId {
    if (jobId < 1 || taskId < 1 || subtaskId < 0) {
      throw new IllegalArgumentException(
          "a task id is made of positive numbers: " + jobId + "." + taskId + "." + subtaskId);
    }
  }

  /**
   * Names a task by its numbers.
   *
   * @throws IllegalArgumentException if a number is not positive
   */
  public static TaskId of(long jobId, int taskId) {
    return new TaskId(jobId, taskId, 0);
  }

  /**
   * Reads what {@link #toString} prints: two or three positive numbers with dots between.
   *
   * @throws MalformedIdException if the text is anything else, such as {@code 12}, {@code 12.0},
   *     {@code a.b} or {@code 1.2.3.4}
   */
  public static TaskId parse(String text) {
    long[] numbers =
        IdNumbers.parse(text, "a task id is JOB.TASK or JOB.TASK.SUBTASK, for example 12.1", 2, 3);
    return new TaskId(numbers[0], (int) numbers[1], numbers.length == 3 ? (int) numbers[2] : 0);
  }

  /** The job it belongs to. */
  public JobId job() {
    return new JobId(jobId);
  }

  /** By job, then task, then subtask. */
  @Override
  public int compareTo(TaskId other) {
    return ORDER.compare(this, other);
  }

  /** {@code 1.2}, or {@code 1.2.3} for a subtask. */
  @Override
  public String toString() {
    String task = jobId + "." + taskId;
    return subtaskId == 0 ? task : task + "." + subtaskId;
  }
}
