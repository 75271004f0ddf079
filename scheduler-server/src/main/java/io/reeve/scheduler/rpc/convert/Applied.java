package io.reeve.scheduler.rpc.convert;

import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.cluster.Reply;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A command was applied: what the core replied, and what was looked up right after it.
 *
 * @param reply of the core; may be a refusal
 * @param after looked up right after the command
 * @param <T> of what was looked up
 */
public record Applied<T>(Reply reply, T after) {

  /** For commands whose reply says everything. */
  public static BiFunction<ClusterView, Reply, Reply> replyOnly() {
    return (view, reply) -> reply;
  }

  /** For commands that are answered with what they changed. */
  public static <T> BiFunction<ClusterView, Reply, Applied<T>> and(Function<ClusterView, T> look) {
    return (view, reply) -> new Applied<>(reply, look.apply(view));
  }
}
