package io.reeve.scheduler.core.task;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task: what was asked, where it is, and the evidence. Changed only by {@link TaskMachine}.
 *
 * @param id its id
 * @param spec what to run
 * @param state where it is
 * @param cause why it ended; absent until it has
 * @param message why it failed or was canceled, raw; the last one set; may be empty
 * @param attempts all attempts, oldest first; the last one is current while the state holds
 *     resources
 * @param cancellation the accepted order to end it; absent when there is none
 * @param retries how often the system queued it again after a system error
 * @param requeues how often it was queued again on request
 * @param history every state it was in
 */
public record Task(
    TaskId id,
    TaskSpec spec,
    TaskState state,
    @Nullable Cause cause,
    String message,
    List<Attempt> attempts,
    @Nullable Cancellation cancellation,
    int retries,
    int requeues,
    History history) {

  public Task {
    attempts = List.copyOf(attempts);
  }

  /** A task of a job that was not submitted yet. */
  public static Task configuring(TaskId id, TaskSpec spec, Instant at) {
    return new Task(
        id,
        spec,
        TaskState.CONFIGURING,
        null,
        "",
        List.of(),
        null,
        0,
        0,
        History.EMPTY.plus(TaskState.CONFIGURING, at));
  }

  /** Number of the current or last attempt; 0 before the first. */
  public int attempt() {
    return attempts.isEmpty() ? 0 : attempts.get(attempts.size() - 1).number();
  }

  /** The current or last attempt. */
  public Optional<Attempt> lastAttempt() {
    return attempts.isEmpty() ? Optional.empty() : Optional.of(attempts.get(attempts.size() - 1));
  }

  /** The attempt that holds resources now. */
  public Optional<Attempt> currentAttempt() {
    return state.holdsResources() ? lastAttempt() : Optional.empty();
  }

  /** Names the current or last attempt; only when there is one. */
  public AttemptId attemptId() {
    return new AttemptId(id, attempt());
  }

  /**
   * The same task. When its history equals {@code other} it holds that one instead of its own:
   * tasks that wait in long queues went through the same steps as their job, and need not remember
   * them once more each.
   */
  public Task sharing(History other) {
    return history.equals(other)
        ? new Task(
            id, spec, state, cause, message, attempts, cancellation, retries, requeues, other)
        : this;
  }

  Attempt current() {
    return currentAttempt().orElseThrow(() -> new IllegalStateException(id + " is " + state));
  }

  Task to(TaskState next, Instant at) {
    return new Task(
        id,
        spec,
        next,
        cause,
        message,
        attempts,
        cancellation,
        retries,
        requeues,
        history.plus(next, at));
  }

  Task because(@Nullable Cause newCause, String newMessage) {
    return new Task(
        id, spec, state, newCause, newMessage, attempts, cancellation, retries, requeues, history);
  }

  Task with(@Nullable Cancellation newCancellation) {
    return new Task(
        id, spec, state, cause, message, attempts, newCancellation, retries, requeues, history);
  }

  Task withNewAttempt(Attempt attempt) {
    var more = new ArrayList<>(attempts);
    more.add(attempt);
    return withAttempts(more);
  }

  Task withCurrent(Attempt attempt) {
    var changed = new ArrayList<>(attempts);
    changed.set(changed.size() - 1, attempt);
    return withAttempts(changed);
  }

  Task withOneMoreRetry() {
    return new Task(
        id, spec, state, cause, message, attempts, cancellation, retries + 1, requeues, history);
  }

  private Task withAttempts(List<Attempt> newAttempts) {
    return new Task(
        id, spec, state, cause, message, newAttempts, cancellation, retries, requeues, history);
  }
}
