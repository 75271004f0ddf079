package io.reeve.client.internal;

import io.reeve.client.model.JobId;
import io.reeve.client.model.TaskId;
import io.reeve.proto.v1.WaitJobRequest;
import io.reeve.proto.v1.WaitTaskRequest;
import java.time.Duration;
import java.util.List;

/** Requests to wait. */
public final class Waits {
  private Waits() {}

  /** Waits for a job. */
  public static WaitJobRequest request(JobId job, Duration timeout) {
    return WaitJobRequest.newBuilder()
        .setJobId(job.value())
        .setTimeout(Times.proto(timeout))
        .build();
  }

  /** Waits for tasks. */
  public static WaitTaskRequest request(List<TaskId> tasks, Duration timeout) {
    WaitTaskRequest.Builder request = WaitTaskRequest.newBuilder().setTimeout(Times.proto(timeout));
    tasks.forEach(task -> request.addTasks(TaskConverter.proto(task)));
    return request.build();
  }
}
