package io.reeve.scheduler.core.cluster;

import io.reeve.scheduler.core.job.Job;
import io.reeve.scheduler.core.task.AttemptId;
import io.reeve.scheduler.core.task.Cancellation;
import io.reeve.scheduler.core.task.Task;
import java.time.Duration;

/**
 * What a node should be doing with an attempt: a level, not an edge; telling it again is harmless.
 */
public sealed interface Order {
  /** Which attempt. */
  AttemptId attempt();

  /**
   * It should run.
   *
   * @param task with its specification
   * @param job it belongs to
   * @param grace for ends that nobody asked for
   */
  record Start(AttemptId attempt, Task task, Job job, Duration grace) implements Order {}

  /**
   * It should end.
   *
   * @param cancellation by whom, why, with which grace
   */
  record Stop(AttemptId attempt, Cancellation cancellation) implements Order {}
}
