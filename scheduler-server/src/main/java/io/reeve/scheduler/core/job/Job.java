package io.reeve.scheduler.core.job;

import io.reeve.scheduler.core.task.Cancellation;
import io.reeve.scheduler.core.task.History;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job without its tasks. Changed only by {@link JobMachine}.
 *
 * @param id from 1, never used again
 * @param owner who created it
 * @param spec what it is
 * @param state where it is
 * @param message why it failed or was canceled, raw; may be empty
 * @param cancellation the accepted order to end it; absent when there is none
 * @param submitOrder its place among all submits, from 1; 0 while CONFIGURING
 * @param history every state it was in
 */
public record Job(
    long id,
    String owner,
    JobSpec spec,
    JobState state,
    String message,
    @Nullable Cancellation cancellation,
    long submitOrder,
    History history) {

  /** How many tasks a job may have. */
  public static final int MAX_TASKS = 1_000_000;

  /** A job that was not submitted yet. */
  public static Job configuring(long id, String owner, JobSpec spec, Instant at) {
    return new Job(
        id,
        owner,
        spec,
        JobState.CONFIGURING,
        "",
        null,
        0,
        History.EMPTY.plus(JobState.CONFIGURING, at));
  }

  Job to(JobState next, Instant at) {
    return new Job(
        id, owner, spec, next, message, cancellation, submitOrder, history.plus(next, at));
  }

  Job because(String newMessage) {
    return new Job(id, owner, spec, state, newMessage, cancellation, submitOrder, history);
  }

  Job with(Cancellation order) {
    return new Job(id, owner, spec, state, message, order, submitOrder, history);
  }

  Job inOrder(long order) {
    return new Job(id, owner, spec, state, message, cancellation, order, history);
  }
}
