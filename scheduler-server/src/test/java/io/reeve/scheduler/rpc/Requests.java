package io.reeve.scheduler.rpc;

import com.google.protobuf.Duration;
import io.reeve.proto.v1.CancelTaskRequest;
import io.reeve.proto.v1.GetTaskRequest;
import io.reeve.proto.v1.SubmitJobRequest;
import io.reeve.proto.v1.TaskFilter;
import io.reeve.proto.v1.TaskRef;
import io.reeve.proto.v1.TaskSelector;
import io.reeve.proto.v1.TaskSpec;
import java.util.Arrays;
import java.util.Collections;

/** Short ways to say common requests. */
final class Requests {
  private Requests() {}

  static TaskRef ref(String task) {
    var parts = task.split("\\.", -1);
    return TaskRef.newBuilder()
        .setJobId(Long.parseLong(parts[0]))
        .setTaskId(Integer.parseInt(parts[1]))
        .setSubtaskId(parts.length > 2 ? Integer.parseInt(parts[2]) : 0)
        .build();
  }

  static TaskSelector refs(String... tasks) {
    return TaskSelector.newBuilder()
        .addAllRefs(Arrays.stream(tasks).map(Requests::ref).toList())
        .build();
  }

  static TaskSelector filter(TaskFilter.Builder filter) {
    return TaskSelector.newBuilder().setFilter(filter).build();
  }

  static TaskSelector ofJob(long job) {
    return filter(TaskFilter.newBuilder().addJobIds(job));
  }

  static TaskSpec command(String... command) {
    return TaskSpec.newBuilder().addAllCommand(Arrays.asList(command)).build();
  }

  static SubmitJobRequest submit(int tasks) {
    return SubmitJobRequest.newBuilder()
        .addAllTasks(Collections.nCopies(tasks, command("true")))
        .build();
  }

  static GetTaskRequest get(String task) {
    return GetTaskRequest.newBuilder().setTask(ref(task)).build();
  }

  static CancelTaskRequest cancel(String task) {
    return CancelTaskRequest.newBuilder().setTask(ref(task)).build();
  }

  static Duration seconds(long seconds) {
    return Duration.newBuilder().setSeconds(seconds).build();
  }
}
