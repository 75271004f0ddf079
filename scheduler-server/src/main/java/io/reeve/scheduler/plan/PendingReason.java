package io.reeve.scheduler.plan;

import io.reeve.scheduler.core.Resources;
import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.node.Node;
import io.reeve.scheduler.core.task.Setback;
import io.reeve.scheduler.core.task.Task;
import io.reeve.scheduler.core.task.TaskState;
import java.util.List;
import java.util.function.UnaryOperator;

/** Says in words why a task waits. */
public final class PendingReason {
  private PendingReason() {}

  /** Why it waits, as far as the state tells; empty when it does not. */
  public static String of(ClusterView view, Task task) {
    return of(view, node -> "", task);
  }

  /**
   * Why it waits; empty when it does not.
   *
   * @param whyNoWork why a node that is online and reachable takes no work all the same; empty when
   *     it does
   */
  public static String of(ClusterView view, UnaryOperator<String> whyNoWork, Task task) {
    if (task.state() != TaskState.QUEUED) {
      return "";
    }
    var ready = view.nodes().stream().filter(node -> node.couldRun(Resources.NONE)).toList();
    if (ready.isEmpty()) {
      return view.nodes().isEmpty() ? "no node has joined" : "no node is online and reachable";
    }
    var wanted = task.spec().resources();
    if (view.queue().isHopeless(wanted)) {
      return hopeless(ready, wanted);
    }
    var able = ready.stream().filter(node -> node.couldRun(wanted)).map(Node::name).toList();
    if (able.stream().noneMatch(node -> whyNoWork.apply(node).isEmpty())) {
      return "waits for node " + able.get(0) + ": " + whyNoWork.apply(able.get(0));
    }
    var setback = Setback.of(task);
    return setback.isNone() ? "waits for free resources" : setBack(ready, wanted, setback);
  }

  private static String setBack(List<Node> ready, Resources wanted, Setback setback) {
    var failed = String.join(", ", setback.nodes()) + " could not start it; ";
    var elsewhere =
        ready.stream()
            .anyMatch(node -> node.couldRun(wanted) && !setback.nodes().contains(node.name()));
    return failed
        + (elsewhere
            ? "waits for free resources on another node, and from "
                + setback.retryAt()
                + " on for any"
            : "waits for free resources from " + setback.retryAt() + " on");
  }

  private static String hopeless(List<Node> ready, Resources wanted) {
    var mostCores =
        ready.stream().mapToInt(node -> node.offer().capacity().cores()).max().orElse(0);
    if (wanted.cores() > mostCores) {
      return "asks for " + wanted.cores() + " cores; no node has more than " + mostCores;
    }
    var mostMemory =
        ready.stream().mapToLong(node -> node.offer().capacity().memoryBytes()).max().orElse(0);
    if (wanted.memoryBytes() > mostMemory) {
      return "asks for "
          + wanted.memoryBytes()
          + " bytes of memory; no node has more than "
          + mostMemory;
    }
    for (var entry : wanted.named().entrySet()) {
      var most =
          ready.stream()
              .mapToLong(node -> node.offer().capacity().named().getOrDefault(entry.getKey(), 0L))
              .max()
              .orElse(0);
      if (entry.getValue() > most) {
        return "asks for "
            + entry.getValue()
            + " of "
            + entry.getKey()
            + "; no node has more than "
            + most;
      }
    }
    return "no single node has all that it asks for";
  }
}
