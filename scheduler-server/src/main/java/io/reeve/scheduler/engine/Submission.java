package io.reeve.scheduler.engine;

import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.cluster.Command;
import io.reeve.scheduler.core.cluster.Reply;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/** A command on its way, and who waits for its answer. Completed on the engine thread. */
final class Submission<R> {
  private final Command command;
  private final BiFunction<ClusterView, Reply, R> answer;
  private final CompletableFuture<R> result = new CompletableFuture<>();

  Submission(Command command, BiFunction<ClusterView, Reply, R> answer) {
    this.command = command;
    this.answer = answer;
  }

  Command command() {
    return command;
  }

  CompletableFuture<R> result() {
    return result;
  }

  /** The command was applied. */
  void applied(ClusterView view, Reply reply) {
    try {
      result.complete(answer.apply(view, reply));
    } catch (RuntimeException e) { // the command stands; only its answer could not be made
      result.completeExceptionally(e);
    }
  }

  void failed(EngineException why) {
    result.completeExceptionally(why);
  }
}
