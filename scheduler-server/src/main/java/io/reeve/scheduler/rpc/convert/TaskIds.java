package io.reeve.scheduler.rpc.convert;

import io.reeve.proto.v1.TaskRef;
import io.reeve.scheduler.core.task.TaskId;
import java.util.List;

/** Ids of tasks. */
final class TaskIds {
  private TaskIds() {}

  static void check(TaskRef ref, String path, Violations bad) {
    checkJob(ref.getJobId(), path + ".job_id", bad);
    bad.require(ref.getTaskId() >= 1, path + ".task_id", "a task id: at least 1");
    bad.require(ref.getSubtaskId() >= 0, path + ".subtask_id", "a subtask id: at least 0");
  }

  static void checkJob(long job, String path, Violations bad) {
    bad.require(job >= 1, path, "a job id: at least 1");
  }

  static void check(List<TaskRef> refs, int most, String path, Violations bad) {
    bad.require(refs.size() <= most, path, "at most " + most + " tasks");
    for (var index = 0; index < Math.min(refs.size(), most); index++) {
      check(refs.get(index), path + "[" + index + "]", bad);
    }
  }

  static TaskId toCore(TaskRef ref) {
    return new TaskId(ref.getJobId(), ref.getTaskId(), ref.getSubtaskId());
  }

  static List<TaskId> toCore(List<TaskRef> refs) {
    return refs.stream().map(TaskIds::toCore).toList();
  }

  static TaskRef toProto(TaskId id) {
    return TaskRef.newBuilder()
        .setJobId(id.job())
        .setTaskId(id.task())
        .setSubtaskId(id.subtask())
        .build();
  }
}
