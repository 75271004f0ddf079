package io.reeve.scheduler.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.scheduler.core.Resources;
import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.cluster.Command.Assignment;
import io.reeve.scheduler.core.cluster.TaskSelection;
import io.reeve.scheduler.core.node.Node;
import io.reeve.scheduler.core.task.Setback;
import io.reeve.scheduler.core.task.Task;
import io.reeve.scheduler.core.task.TaskId;
import io.reeve.scheduler.core.task.TaskState;
import io.reeve.scheduler.core.testing.Move;
import io.reeve.scheduler.core.testing.RandomRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.constraints.IntRange;

/** The planner against one that knows no shortcuts, in states that random runs lead to. */
class PlannerPropertiesTest {

  @Provide
  Arbitrary<List<Move>> moves() {
    return Move.any()
        .list()
        .ofMinSize(1)
        .ofMaxSize(150)
        .withSizeDistribution(RandomDistribution.uniform());
  }

  @Property(tries = 300)
  void plan_isThatOfTheNaivePlanner(
      @ForAll("moves") List<Move> moves, @ForAll @IntRange(min = 1, max = 20) int limit) {
    var run = new RandomRun();
    moves.forEach(run::play);
    for (var absent : List.of("", "n1", "n2", "n3")) {
      Predicate<String> connected = node -> !node.equals(absent);
      var plan = Planner.plan(run.cluster().view(), connected, run.cluster().view().time(), limit);
      assertThat(plan).isEqualTo(naive(run.cluster().view(), connected, limit));
      fits(run.cluster().view(), connected, plan);
    }
  }

  private static List<Task> queued(ClusterView view) {
    var filter = new TaskSelection.Filter(new TreeSet<>(), Set.of(TaskState.QUEUED), "", "", "");
    return view.tasks(filter, TaskId.of(0, 0), 0, Integer.MAX_VALUE).stream()
        .sorted(
            Comparator.<Task>comparingInt(task -> -priority(view, task))
                .thenComparingLong(task -> view.job(task.id().job()).orElseThrow().submitOrder())
                .thenComparing(Task::id))
        .toList();
  }

  private static int priority(ClusterView view, Task task) {
    return view.job(task.id().job()).orElseThrow().spec().priority();
  }

  /** A kind of task: where the first of a kind is blocked, so are the others. */
  private record Kind(int priority, Resources resources, Setback setback) {}

  private static List<Assignment> naive(ClusterView view, Predicate<String> connected, int limit) {
    var used = new TreeMap<String, Resources>();
    view.nodes().stream()
        .filter(node -> node.takesWork() && connected.test(node.name()))
        .forEach(node -> used.put(node.name(), node.used()));
    var blocked = new HashSet<Kind>();
    var plan = new ArrayList<Assignment>();
    for (var task : queued(view)) {
      var wanted = task.spec().resources();
      var setback = Setback.of(task);
      var kind = new Kind(priority(view, task), wanted, setback);
      var hopeless = view.nodes().stream().noneMatch(node -> node.couldRun(wanted));
      var early = setback.retryAt().isAfter(view.time());
      var elsewhere =
          view.nodes().stream()
              .anyMatch(node -> node.couldRun(wanted) && !setback.nodes().contains(node.name()));
      var paused = early && !elsewhere;
      if (plan.size() == limit || hopeless || paused || blocked.contains(kind)) {
        continue;
      }
      Set<String> avoided = early && elsewhere ? setback.nodes() : Set.of();
      var node = fullestWithRoom(view, used, wanted, avoided);
      if (node.isPresent()) {
        plan.add(new Assignment(task.id(), node.get().name()));
        used.merge(node.get().name(), wanted, Resources::plus);
      } else {
        blocked.add(kind);
        emptiestThatCould(view, used, wanted, avoided).ifPresent(kept -> used.remove(kept.name()));
      }
    }
    return plan;
  }

  private static Optional<Node> fullestWithRoom(
      ClusterView view, Map<String, Resources> used, Resources wanted, Set<String> avoided) {
    return view.nodes().stream()
        .filter(node -> used.containsKey(node.name()) && !avoided.contains(node.name()))
        .filter(node -> used.get(node.name()).plus(wanted).fitsIn(node.offer().capacity()))
        .min(
            Comparator.<Node>comparingInt(node -> freeCores(node, used)).thenComparing(Node::name));
  }

  private static Optional<Node> emptiestThatCould(
      ClusterView view, Map<String, Resources> used, Resources wanted, Set<String> avoided) {
    return view.nodes().stream()
        .filter(node -> used.containsKey(node.name()) && !avoided.contains(node.name()))
        .filter(node -> node.couldRun(wanted))
        .filter(node -> freeCores(node, used) > 0)
        .max(
            Comparator.<Node>comparingInt(node -> freeCores(node, used)).thenComparing(Node::name));
  }

  private static int freeCores(Node node, Map<String, Resources> used) {
    return node.offer().capacity().cores() - used.get(node.name()).cores();
  }

  private static void fits(ClusterView view, Predicate<String> connected, List<Assignment> plan) {
    var used = new TreeMap<String, Resources>();
    view.nodes().forEach(node -> used.put(node.name(), node.used()));
    for (var assignment : plan) {
      var node = view.node(assignment.node()).orElseThrow();
      var task = view.task(assignment.task()).orElseThrow();
      assertThat(connected.test(node.name()) && node.takesWork()).isTrue();
      assertThat(task.state()).isEqualTo(TaskState.QUEUED);
      used.merge(node.name(), task.spec().resources(), Resources::plus);
      assertThat(used.get(node.name()).fitsIn(node.offer().capacity())).isTrue();
    }
    assertThat(plan.stream().map(Assignment::task)).doesNotHaveDuplicates();
  }
}
