package io.reeve.scheduler.rpc.convert;

import io.reeve.scheduler.core.Resources;
import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.task.Setback;
import io.reeve.scheduler.core.task.Task;
import io.reeve.scheduler.core.task.TaskState;
import io.reeve.scheduler.engine.NodeContacts;
import io.reeve.scheduler.plan.PendingReason;
import java.util.HashMap;
import java.util.Map;

/**
 * Why the tasks of one answer wait. The reason hangs on what a task asks for and on what set it
 * back only, and finding it means looking at all nodes, so it is found once for tasks that are the
 * same in that. For one visit to the engine thread.
 */
final class PendingReasons {
  private final ClusterView view;
  private final NodeContacts contacts;
  private final Map<Kind, String> known = new HashMap<>();

  private record Kind(Resources resources, Setback setback) {}

  PendingReasons(ClusterView view, NodeContacts contacts) {
    this.view = view;
    this.contacts = contacts;
  }

  String of(Task task) {
    if (task.state() != TaskState.QUEUED) {
      return "";
    }
    var kind = new Kind(task.spec().resources(), Setback.of(task));
    return known.computeIfAbsent(kind, unused -> PendingReason.of(view, contacts::whyNoWork, task));
  }
}
