package io.reeve.scheduler.rpc.convert;

import io.reeve.scheduler.core.task.TaskId;
import java.time.Duration;
import java.util.List;

/**
 * Tasks to wait for.
 *
 * @param tasks which, in request order
 * @param timeout how long at most
 */
public record TaskWait(List<TaskId> tasks, Duration timeout) {
  public TaskWait {
    tasks = List.copyOf(tasks);
  }
}
