package io.reeve.scheduler.core.job;

import static io.reeve.scheduler.core.job.JobState.CANCELED;
import static io.reeve.scheduler.core.job.JobState.CANCELING;
import static io.reeve.scheduler.core.job.JobState.FAILED;
import static io.reeve.scheduler.core.job.JobState.FINISHED;
import static io.reeve.scheduler.core.job.JobState.FINISHING;
import static io.reeve.scheduler.core.job.JobState.QUEUED;
import static io.reeve.scheduler.core.job.JobState.RUNNING;
import static io.reeve.scheduler.core.job.JobState.SUBMITTED;
import static io.reeve.scheduler.core.job.JobState.VALIDATING;

import io.reeve.scheduler.core.task.Cancellation;
import io.reeve.scheduler.core.task.TaskId;
import java.time.Instant;
import java.util.Objects;

/**
 * Decides what happens to a job: one method per thing that can happen. Pure. The tasks are moved by
 * the caller; this class only says what their moves come to for the job. A method that has nothing
 * to change returns its argument.
 */
public final class JobMachine {
  private JobMachine() {}

  /**
   * It was submitted; only while CONFIGURING. Validation has nothing to wait for yet, so it is
   * passed through.
   *
   * @param order its place among all submits
   */
  public static Job submitted(Job job, long order, Instant now) {
    if (job.state() != JobState.CONFIGURING) {
      throw new IllegalStateException("job " + job.id() + " is " + job.state());
    }
    return job.inOrder(order).to(SUBMITTED, now).to(VALIDATING, now).to(QUEUED, now);
  }

  /** One of its tasks was given to a node. */
  public static Job taskAssigned(Job job, Instant now) {
    return switch (job.state()) {
      case QUEUED -> job.to(RUNNING, now);
      case RUNNING -> job;
      case CONFIGURING, SUBMITTED, VALIDATING, FINISHING, FINISHED, FAILED, CANCELED, CANCELING ->
          throw new IllegalStateException(
              "job " + job.id() + " is " + job.state() + " and starts a task");
    };
  }

  /**
   * One of its tasks failed, not by an order. When the job fails on task failure it is FINISHING
   * then, and the caller ends its other tasks.
   */
  public static Job taskFailed(Job job, TaskId task, Instant now) {
    return switch (job.state()) {
      case QUEUED, RUNNING ->
          job.spec().failOnTaskFailure()
              ? job.because("task " + task + " failed").to(FINISHING, now)
              : job;
      case CONFIGURING, SUBMITTED, VALIDATING, FINISHING, FINISHED, FAILED, CANCELED, CANCELING ->
          job;
    };
  }

  /**
   * All its tasks ended.
   *
   * @param failed how many of them are FAILED
   */
  public static Job allEnded(Job job, int failed, Instant now) {
    return switch (job.state()) {
      case QUEUED, RUNNING -> end(job.to(FINISHING, now), failed, now);
      case FINISHING -> end(job, failed, now);
      case CANCELING -> job.to(CANCELED, now);
      case CONFIGURING, SUBMITTED, VALIDATING, FINISHED, FAILED, CANCELED -> job;
    };
  }

  /**
   * A cancel was accepted; never in a final state. The caller ends its tasks.
   *
   * <p>Source of the table: IScheduler::CancelJob and CancelJob_2.
   */
  public static Job cancelRequested(Job job, Cancellation request, Instant now) {
    return switch (job.state()) {
      case CONFIGURING, SUBMITTED, VALIDATING, QUEUED ->
          job.with(request).because(request.message()).to(CANCELED, now);
      case RUNNING -> job.with(request).because(request.message()).to(CANCELING, now);
      case CANCELING -> {
        var first = Objects.requireNonNull(job.cancellation());
        yield request.force() && !first.force() ? job.with(first.forcedBy(request)) : job;
      }
      case FINISHING -> job; // its end is decided; force still reaches the tasks
      case FINISHED, FAILED, CANCELED ->
          throw new IllegalStateException("job " + job.id() + " is " + job.state());
    };
  }

  private static Job end(Job job, int failed, Instant now) {
    if (failed == 0) {
      return job.to(FINISHED, now);
    }
    var why =
        job.message().isEmpty()
            ? failed + (failed == 1 ? " task" : " tasks") + " failed"
            : job.message();
    return job.because(why).to(FAILED, now);
  }
}
