package io.reeve.scheduler.rpc.convert;

import io.reeve.scheduler.core.Resources;
import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.task.Task;
import io.reeve.scheduler.core.task.TaskState;
import io.reeve.scheduler.plan.PendingReason;
import java.util.HashMap;
import java.util.Map;

/**
 * Why the tasks of one answer wait. The reason hangs on what a task asks for only, and finding it
 * means looking at all nodes, so it is found once for tasks that ask for the same. For one visit to
 * the engine thread.
 */
final class PendingReasons {
  private final ClusterView view;
  private final Map<Resources, String> known = new HashMap<>();

  PendingReasons(ClusterView view) {
    this.view = view;
  }

  String of(Task task) {
    return task.state() == TaskState.QUEUED
        ? known.computeIfAbsent(task.spec().resources(), unused -> PendingReason.of(view, task))
        : "";
  }
}
