package io.reeve.client.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A job: tasks with common properties.
 *
 * @param id its id
 * @param state its state
 * @param message in words: why it failed, or the message of its cancel, raw; may be empty
 * @param spec what it is
 * @param owner who owns it
 * @param counts its tasks, counted by state
 * @param cancellation the accepted cancel, if any
 * @param createTime when it was created
 * @param submitTime when it was submitted; empty: not yet
 * @param startTime when its first task started; empty: not yet
 * @param endTime when it reached its final state; empty: not yet
 * @param history every state it was in, oldest first
 */
public record Job(
    JobId id,
    JobState state,
    String message,
    JobSpec spec,
    String owner,
    TaskCounts counts,
    Optional<Cancellation> cancellation,
    Instant createTime,
    Optional<Instant> submitTime,
    Optional<Instant> startTime,
    Optional<Instant> endTime,
    List<JobTransition> history) {
  /** Copies the list. */
  public Job {
    history = List.copyOf(history);
  }
}
