package io.reeve.scheduler.core.cluster;

import io.reeve.scheduler.core.job.JobState;
import io.reeve.scheduler.core.node.NodeState;
import io.reeve.scheduler.core.task.Cause;
import io.reeve.scheduler.core.task.ExitEvidence;
import io.reeve.scheduler.core.task.TaskId;
import io.reeve.scheduler.core.task.TaskState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A state change: the same fact as the change itself.
 *
 * @param number from 1, rising by one in the whole cluster
 * @param time when
 * @param change what
 */
public record Event(long number, Instant time, Change change) {

  /** What changed. */
  public sealed interface Change {}

  /**
   * A task entered a state.
   *
   * @param task which
   * @param from the state it left
   * @param to the state it entered
   * @param attempt current or last attempt; 0 before the first
   * @param node node of that attempt; empty before the first
   * @param cause why it ended; only with a final state
   * @param exit how its program ended; only with a final state, and only when it ran
   * @param message why; may be empty
   */
  public record TaskChanged(
      TaskId task,
      TaskState from,
      TaskState to,
      int attempt,
      String node,
      @Nullable Cause cause,
      @Nullable ExitEvidence exit,
      String message)
      implements Change {}

  /**
   * What a kill has not ended in time changed; the task's state is the same.
   *
   * @param task which
   * @param attempt its current attempt
   * @param node node of that attempt
   * @param processes how many there are; 0 when they are gone
   */
  public record ResidueChanged(TaskId task, int attempt, String node, int processes)
      implements Change {}

  /**
   * A job entered a state.
   *
   * @param job which
   * @param from the state it left
   * @param to the state it entered
   * @param message why; may be empty
   */
  public record JobChanged(long job, JobState from, JobState to, String message)
      implements Change {}

  /**
   * A node changed.
   *
   * @param node which
   * @param state whether it takes work
   * @param reachable whether it is trusted to be alive
   */
  public record NodeChanged(String node, NodeState state, boolean reachable) implements Change {}
}
