package io.reeve.scheduler.engine;

import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.cluster.Command;
import io.reeve.scheduler.core.cluster.Reply;
import io.reeve.scheduler.core.task.TaskId;
import java.util.Collection;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * How the rest of the daemon reaches the state. One engine thread owns it; every method may be
 * called on any thread and returns at once.
 *
 * <p>Stages complete on the engine thread: what is chained to them returns fast and never blocks.
 */
public interface Engine {

  /**
   * Has a command logged and applied.
   *
   * @param answer makes the answer from the state right after the command and its reply; called on
   *     the engine thread
   * @return the answer, when the command is durable and applied. Fails with {@link EngineException}
   */
  <R> CompletionStage<R> submit(Command command, BiFunction<ClusterView, Reply, R> answer);

  /**
   * Reads the state.
   *
   * @param question called on the engine thread; returns values that may be kept, reads at most
   *     about a thousand things
   * @return the answer. Fails with {@link EngineException} when the engine is not ready or busy
   *     beyond its limit
   */
  <R> CompletionStage<R> read(Function<ClusterView, R> question);

  /** Completes when all these tasks are in a final state (or do not exist). */
  Wait awaitTasks(Collection<TaskId> tasks);

  /** Completes when this job is in a final state (or does not exist). */
  Wait awaitJob(long job);

  /** The events, newest last. */
  EventFeed events();

  /** Where the log under the engine stands. */
  CommandLog.Role role();

  /** Something awaited. */
  interface Wait {
    /** Completes when it is so; fails with {@link EngineException} when the engine stops. */
    CompletionStage<Void> reached();

    /** Nobody waits any more. */
    void cancel();
  }
}
