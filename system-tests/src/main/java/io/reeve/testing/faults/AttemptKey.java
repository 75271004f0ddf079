package io.reeve.testing.faults;

import io.reeve.client.model.TaskId;
import java.util.Optional;

/**
 * An attempt of a task.
 *
 * @param task the task
 * @param number the attempt's number
 */
public record AttemptKey(TaskId task, int number) {
  /** Reads {@code JOB.TASK.SUBTASK.ATTEMPT}, as agents write it; empty when it is anything else. */
  static Optional<AttemptKey> parse(String text) {
    var parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return Optional.empty();
    }
    try {
      var task =
          new TaskId(
              Long.parseLong(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
      return Optional.of(new AttemptKey(task, Integer.parseInt(parts[3])));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** As agents write it: {@code JOB.TASK.SUBTASK.ATTEMPT}. */
  public String text() {
    return task.jobId() + "." + task.taskId() + "." + task.subtaskId() + "." + number;
  }

  @Override
  public String toString() {
    return task + "#" + number;
  }
}
