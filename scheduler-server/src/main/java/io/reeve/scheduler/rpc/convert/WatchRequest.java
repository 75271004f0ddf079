package io.reeve.scheduler.rpc.convert;

import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.task.TaskId;
import io.reeve.scheduler.rpc.error.RpcException;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Events to watch.
 *
 * @param filter which
 * @param after number of the last event seen; absent: from now on
 */
public record WatchRequest(EventFilter filter, @Nullable Long after) {

  /**
   * Begins. Engine thread only.
   *
   * @return the number after which the watch goes on; missing when a named job does not exist
   */
  public Lookup<Long> begin(ClusterView view) {
    var jobs = new TreeSet<>(filter.jobs());
    filter.tasks().stream().map(TaskId::job).forEach(jobs::add);
    for (var job : jobs) {
      if (view.job(job).isEmpty()) {
        return Lookup.missing(RpcException.jobNotFound(job));
      }
    }
    return Lookup.found(after == null ? view.lastEvent() : after);
  }
}
