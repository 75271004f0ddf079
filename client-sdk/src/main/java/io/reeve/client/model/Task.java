package io.reeve.client.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A task: what was asked, where it is, and the evidence.
 *
 * @param id its id
 * @param state its state
 * @param cause why it ended; empty until it has
 * @param message in words: why it failed, or the message of its cancel, raw; may be empty
 * @param spec what to run
 * @param attempt number of the current or last attempt; 0 before the first
 * @param attempts all attempts, oldest first
 * @param cancellation the accepted cancel, if any
 * @param exit how the last attempt's program ended; empty while it lives, and when none started
 * @param createTime when it was created
 * @param submitTime when it was submitted; empty: not yet
 * @param startTime when its last attempt started running; empty: not yet
 * @param endTime when it reached its final state; empty: not yet
 * @param history every state it was in, oldest first
 * @param retryCount how often the system queued it again after a system error
 * @param requeueCount how often it was queued again on request
 * @param pendingReason why it waits, in words; set only while queued
 * @param node name of the node of the current or last attempt; empty before the first
 * @param owner owner of the job
 */
public record Task(
    TaskId id,
    TaskState state,
    Optional<Cause> cause,
    String message,
    TaskSpec spec,
    int attempt,
    List<Attempt> attempts,
    Optional<Cancellation> cancellation,
    Optional<ExitStatus> exit,
    Instant createTime,
    Optional<Instant> submitTime,
    Optional<Instant> startTime,
    Optional<Instant> endTime,
    List<TaskTransition> history,
    int retryCount,
    int requeueCount,
    String pendingReason,
    String node,
    String owner) {
  /** Copies the lists. */
  public Task {
    attempts = List.copyOf(attempts);
    history = List.copyOf(history);
  }

  /** The current or last attempt; empty before the first. */
  public Optional<Attempt> lastAttempt() {
    return attempts.isEmpty() ? Optional.empty() : Optional.of(attempts.get(attempts.size() - 1));
  }
}
