package io.reeve.scheduler.core.cluster;

import io.reeve.scheduler.core.task.Task;
import io.reeve.scheduler.core.task.TaskId;
import java.util.List;
import java.util.Optional;

/**
 * A part of a walk over tasks.
 *
 * @param found what matched, in order
 * @param next where to go on; empty when there is nothing more
 */
public record TaskScan(List<Task> found, Optional<TaskId> next) {
  public TaskScan {
    found = List.copyOf(found);
  }
}
