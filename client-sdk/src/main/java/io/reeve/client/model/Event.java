package io.reeve.client.model;

import java.time.Instant;
import java.util.Optional;

/**
 * A state change, or one of what a kill has not ended.
 *
 * @param number from 1, rising; a filtered stream has gaps, never holes
 * @param time by the head node's clock, microseconds
 * @param change what happened; empty when this version of the client does not know the kind
 */
public record Event(long number, Instant time, Optional<Change> change) {
  /** What happened. */
  public sealed interface Change permits TaskChange, JobChange, ResidueChange {}

  /**
   * A task changed its state.
   *
   * @param task the task
   * @param previousState the state it left
   * @param state the state it entered
   * @param attempt current or last attempt; 0 before the first
   * @param node node of that attempt; empty before the first
   * @param cause why it ended; only with a final state
   * @param exit how the program ended; only with a final state, and only when it ran
   * @param message why it failed or was canceled; may be empty
   */
  public record TaskChange(
      TaskId task,
      TaskState previousState,
      TaskState state,
      int attempt,
      String node,
      Optional<Cause> cause,
      Optional<ExitStatus> exit,
      String message)
      implements Change {}

  /**
   * A kill left processes, other ones by now, or none any more. The task's state is the same.
   *
   * @param task the task
   * @param attempt the attempt
   * @param node node of that attempt
   * @param processes how many there are; 0: they are gone, the end follows
   */
  public record ResidueChange(TaskId task, int attempt, String node, int processes)
      implements Change {}

  /**
   * A job changed its state.
   *
   * @param job the job
   * @param previousState the state it left
   * @param state the state it entered
   * @param message why it failed or was canceled; may be empty
   */
  public record JobChange(JobId job, JobState previousState, JobState state, String message)
      implements Change {}
}
