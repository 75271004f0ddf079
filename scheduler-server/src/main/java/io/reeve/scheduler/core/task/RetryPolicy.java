package io.reeve.scheduler.core.task;

/**
 * Whether the system may queue a task again.
 *
 * @param maxRetries how often after a system error. Source: parameter TaskRetryCount
 * @param jobStartsTasks whether the job still starts tasks: a job that is being canceled does not
 */
public record RetryPolicy(int maxRetries, boolean jobStartsTasks) {
  boolean allowsRetryOf(Task task) {
    return allowsRequeueOf(task) && task.retries() < maxRetries;
  }

  boolean allowsRequeueOf(Task task) {
    return jobStartsTasks && task.spec().rerunnable();
  }
}
