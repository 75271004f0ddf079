package io.reeve.scheduler.core.cluster;

import io.reeve.scheduler.core.Refusal;

/** The answer to a command. */
public sealed interface Reply {

  /** It was not carried out and changed nothing. */
  record Refused(Refusal refusal) implements Reply {}

  /** A job was created, or submitted in one step with {@code tasks} tasks. */
  record JobAccepted(long job, int tasks) implements Reply {}

  /** Tasks were added: {@code count} consecutive ids from {@code first}. */
  record TasksAdded(int first, int count) implements Reply {}

  /** Tasks were canceled, or not, one by one. */
  record TasksCanceled(CancelResults results) implements Reply {}

  /** Done; the state tells the rest. */
  record Done() implements Reply {}

  /**
   * It was (partly) about something that is over, and changed nothing there; to be counted.
   *
   * @param items how many items
   */
  record Stale(int items) implements Reply {}
}
