package io.reeve.scheduler.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.scheduler.core.Resources;
import io.reeve.scheduler.core.node.Node;
import io.reeve.scheduler.core.task.Setback;
import io.reeve.scheduler.core.task.TaskId;
import io.reeve.scheduler.core.testing.Samples;
import io.reeve.scheduler.plan.Planner;
import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * How many entries of the queue a pass of the planner looks at. Counted, not timed: the queue asks
 * of every entry it comes to whether that task still waits.
 */
class PlanningCostTest {
  private static final int SHORT = 1_000;
  private static final int LONG = 100_000;

  /** A queue of tasks on one core and some on more, and one node. */
  private static final class Cost {
    private final Set<TaskId> queued = new HashSet<>();
    private int looks;
    private final PendingQueue queue =
        new PendingQueue(
            (task, key) -> {
              looks++;
              return queued.contains(task);
            },
            (wanted, except) -> wanted.cores() <= 64);
    private final Node node;

    Cost(int length, int freeCores) {
      for (var task = 1; task <= length; task++) {
        var id = TaskId.of(task, 1);
        queued.add(id);
        queue.add(key(task), task, id);
      }
      node =
          Node.joined(Samples.offer("n1", 64), Samples.START)
              .taking(Resources.ofCores(64 - freeCores));
      looks = 0;
    }

    /** Each kind is a line of its own; one in ten never fits. */
    private static Resources kind(int task) {
      return Resources.ofCores(task % 10 == 9 ? 65 : task % 3 + 1);
    }

    private static PendingQueue.Key key(int task) {
      return new PendingQueue.Key(2000, kind(task), Setback.NONE);
    }

    List<Command.Assignment> pass() {
      return Planner.plan(view(), any -> true, Samples.START, 1000);
    }

    void start(List<Command.Assignment> plan) {
      for (var assignment : plan) {
        queued.remove(assignment.task());
        queue.remove(key((int) assignment.task().job()), assignment.task());
      }
    }

    /** Of the whole state the planner reads the nodes and the queue. */
    private ClusterView view() {
      return (ClusterView)
          Proxy.newProxyInstance(
              ClusterView.class.getClassLoader(),
              new Class<?>[] {ClusterView.class},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "nodes" -> List.of(node);
                    case "queue" -> queue;
                    default -> throw new AssertionError("the planner reads " + method);
                  });
    }
  }

  private static int fullCluster(int length) {
    var cost = new Cost(length, 0);
    assertThat(cost.pass()).isEmpty();
    return cost.looks;
  }

  @Test
  void passOnAFullCluster_looksAtNothingMoreInALongQueue() {
    assertThat(fullCluster(LONG)).isEqualTo(fullCluster(SHORT)).isLessThan(10);
  }

  private static int starts(int length) {
    var cost = new Cost(length, 32);
    var plan = cost.pass();
    assertThat(plan).hasSizeGreaterThan(10);
    cost.start(plan);
    assertThat(cost.pass()).isNotEmpty();
    return cost.looks;
  }

  @Test
  void passThatStarts_looksAtNothingMoreInALongQueue() {
    assertThat(starts(LONG)).isEqualTo(starts(SHORT)).isLessThan(300);
  }

  private static int afterCancels(int length) {
    var cost = new Cost(length, 32);
    for (var task = 100; task <= length / 2; task++) { // behind the front, in every line
      var id = TaskId.of(task, 1);
      cost.queued.remove(id);
      cost.queue.remove(Cost.key(task), id);
    }
    cost.looks = 0;
    assertThat(cost.pass()).isNotEmpty();
    return cost.looks;
  }

  @Test
  void passAfterManyCancels_looksAtNothingMoreInALongQueue() {
    assertThat(afterCancels(LONG)).isEqualTo(afterCancels(SHORT)).isLessThan(300);
  }
}
