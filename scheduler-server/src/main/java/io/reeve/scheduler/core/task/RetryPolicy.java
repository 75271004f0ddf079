package io.reeve.scheduler.core.task;

/**
 * Whether the system may queue a task again.
 *
 * @param maxRetries how often after a system error. Source: parameter TaskRetryCount
 * @param jobStartsTasks whether the job still starts tasks: a job that is being canceled does not
 */
public record RetryPolicy(int maxRetries, boolean jobStartsTasks) {
  /** Not: a new attempt could run beside an old one that nobody saw end. */
  public static final RetryPolicy NEVER = new RetryPolicy(0, false);

  boolean allowsRetryOf(Task task) {
    return allowsRequeueOf(task) && task.retries() < maxRetries;
  }

  boolean allowsRequeueOf(Task task) {
    return jobStartsTasks && task.spec().rerunnable();
  }
}
