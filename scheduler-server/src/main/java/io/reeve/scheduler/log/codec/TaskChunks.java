package io.reeve.scheduler.log.codec;

import io.reeve.proto.log.v1.TaskProto;
import io.reeve.scheduler.core.task.Task;
import java.util.List;

/**
 * Cuts the tasks of a job into tables of a size that is pleasant to hold in memory. The cuts hang
 * on the tasks only.
 */
final class TaskChunks {
  private static final int MAX_TASKS = 64;
  private static final int MAX_BYTES = 1024 * 1024;

  private final List<Task> tasks;
  private int from;

  TaskChunks(List<Task> tasks) {
    this.tasks = tasks;
  }

  boolean hasNext() {
    return from < tasks.size();
  }

  /** The next table; one without tasks when there are none. */
  TaskProto.TaskTable next() {
    var specs = new SpecTable();
    var table = TaskProto.TaskTable.newBuilder();
    var bytes = 0L;
    while (hasNext() && table.getTasksCount() < MAX_TASKS && bytes < MAX_BYTES) {
      var specsBefore = specs.stored().size();
      var task = TaskConverter.toStored(tasks.get(from++), specs);
      table.addTasks(task);
      bytes += task.getSerializedSize();
      if (specs.stored().size() > specsBefore) {
        bytes += specs.stored().get(specsBefore).getSerializedSize();
      }
    }
    return table.addAllSpecs(specs.stored()).build();
  }
}
