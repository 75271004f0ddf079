package io.reeve.scheduler.plan;

import static io.reeve.scheduler.core.testing.Samples.exited;
import static io.reeve.scheduler.core.testing.Samples.item;
import static io.reeve.scheduler.core.testing.Samples.offer;
import static io.reeve.scheduler.core.testing.Samples.priority;
import static io.reeve.scheduler.core.testing.Samples.resources;
import static io.reeve.scheduler.core.testing.Samples.startFailed;
import static io.reeve.scheduler.core.testing.Samples.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.scheduler.core.Resources;
import io.reeve.scheduler.core.node.InventoryItem.Stage;
import io.reeve.scheduler.core.task.StartFailure;
import io.reeve.scheduler.core.task.TaskSpec;
import io.reeve.scheduler.core.testing.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What the planner proposes, in which order, and whom it keeps a place for. */
class PlannerTest {
  private final TestCluster cluster = TestCluster.empty();

  private List<String> plan() {
    return plan(100);
  }

  private List<String> plan(int limit) {
    return Planner.plan(cluster.view(), node -> !node.startsWith("away"), cluster.now(), limit)
        .stream()
        .map(assignment -> assignment.task() + "@" + assignment.node())
        .toList();
  }

  private static TaskSpec withMemory(long bytes) {
    return task().withResources(new Resources(1, bytes, new TreeMap<>()));
  }

  // ---- order ----

  @Test
  void order_isPriorityThenSubmitThenTask() {
    cluster.join("n1", 4);
    cluster.submit(priority(1000), task());
    cluster.submit(priority(2000), task(), task());
    cluster.submit(priority(2000), task());
    cluster.submit(priority(4000), task());
    assertThat(plan()).containsExactly("4.1@n1", "2.1@n1", "2.2@n1", "3.1@n1");
  }

  @Test
  void limit_cutsThePass() {
    cluster.join("n1", 4);
    cluster.submit(task(), task(), task());
    assertThat(plan(2)).containsExactly("1.1@n1", "1.2@n1");
    assertThat(plan(0)).isEmpty();
  }

  @Test
  void node_isTheFullestWithRoom_thenTheFirstByName() {
    cluster.join("n3", 4);
    cluster.join("n2", 2);
    cluster.join("n1", 4);
    cluster.submit(task(), task(2), task(2));
    assertThat(plan()).containsExactly("1.1@n2", "1.2@n1", "1.3@n1");
  }

  @Test
  void emptyQueueAndEmptyCluster_giveNothing() {
    assertThat(plan()).isEmpty();
    cluster.submit(task());
    assertThat(plan()).isEmpty();
    cluster.join("n1", 1);
    cluster.run("n1", "1.1");
    assertThat(plan()).isEmpty();
  }

  // ---- who gets no work ----

  @Test
  void nodesThatTakeNoWork_getNone() {
    cluster.join("away", 4);
    cluster.join("draining", 4);
    cluster.join("lost", 4);
    cluster.join(offer("untidy", 4), item("9.9#1", Stage.RUNNING));
    cluster.submit(task());
    cluster.run("draining", "1.1");
    cluster.offline("draining", false);
    cluster.lose("lost");
    cluster.submit(task());
    assertThat(plan()).isEmpty();
    cluster.online("draining");
    assertThat(plan()).containsExactly("2.1@draining");
  }

  // ---- resources ----

  @Test
  void memoryAndNamedResources_areCountedLikeCores() {
    cluster.join(offer("n1", resources(8, 1000, "gpu", 2)));
    var gpu = task().withResources(resources(1, 0, "gpu", 1));
    cluster.submit(gpu, withMemory(600), gpu, withMemory(400), gpu, withMemory(1));
    assertThat(plan()).containsExactly("1.1@n1", "1.2@n1", "1.3@n1", "1.4@n1");
  }

  @Test
  void shrunkNode_isLeftAloneUntilItHasRoom() {
    cluster.join("n1", 4);
    cluster.submit(task(3), task());
    cluster.run("n1", "1.1");
    cluster.resize("n1", Resources.ofCores(2), item("1.1#1", Stage.RUNNING));
    assertThat(plan()).isEmpty();
    cluster.ended("1.1#1", exited(0));
    assertThat(plan()).containsExactly("1.2@n1");
  }

  // ---- reservation ----

  @Test
  void blockedTask_keepsTheEmptiestNodeThatCouldRunIt() {
    cluster.join("n1", 4);
    cluster.join("n2", 4);
    cluster.submit(task(3), task(2));
    cluster.run("n1", "1.1");
    cluster.run("n2", "1.2");
    cluster.submit(task(4));
    cluster.submit(task(), task(), task());
    // 2.1 waits for n2, which has 2 free; the small ones pass it on n1 only
    assertThat(plan()).containsExactly("3.1@n1");
  }

  @Test
  void blockedTasks_ofAnotherKind_keepANodeEach() {
    cluster.join("n1", 4);
    cluster.join("n2", 4);
    cluster.submit(task(1), task(1));
    cluster.run("n1", "1.1");
    cluster.run("n2", "1.2");
    cluster.submit(task(4));
    cluster.submit(priority(1999), task(4));
    cluster.submit(priority(0), task());
    assertThat(plan()).isEmpty();
  }

  @Test
  void blockedTask_isNotStarvedBySmallOnes() {
    cluster.join("n1", 2);
    cluster.submit(task(), task());
    cluster.run("n1", "1.1", "1.2");
    cluster.submit(task(2));
    cluster.submit(task(), task(), task());
    cluster.ended("1.1#1", exited(0));
    assertThat(plan()).isEmpty();
    cluster.ended("1.2#1", exited(0));
    assertThat(plan()).containsExactly("2.1@n1");
  }

  @Test
  void hopelessTask_holdsUpNobody() {
    cluster.join("n1", 4);
    cluster.submit(priority(4000), task(5), withMemory(1));
    cluster.submit(task());
    assertThat(plan()).containsExactly("2.1@n1");
  }

  @Test
  void taskThatOnlyAnAbsentNodeCouldRun_holdsUpNobody() {
    cluster.join("away", 8);
    cluster.join("n1", 4);
    cluster.submit(priority(4000), task(5));
    cluster.submit(task());
    assertThat(plan()).containsExactly("2.1@n1");
  }

  // ---- who was set back ----

  private void failsOn(String node, String task) {
    cluster.assign(node, task);
    cluster.ended(
        node, task + "#" + cluster.task(task).attempt(), startFailed(StartFailure.Stage.NODE));
  }

  @Test
  void taskThatItsNodeCouldNotStart_goesToAnotherAtOnce() {
    cluster.join("n1", 1);
    cluster.join("n2", 4);
    cluster.submit(task());
    failsOn("n1", "1.1");
    cluster.submit(task());
    assertThat(plan()).containsExactly("1.1@n2", "2.1@n1"); // n1 is fuller, and only 1.1 avoids it
    assertThat(why("1.1"))
        .startsWith("n1 could not start it; waits for free resources on another node");
  }

  @Test
  void taskThatItsNodeCouldNotStart_waitsForAnotherThatIsFull_andKeepsIt() {
    cluster.join("n1", 4);
    cluster.join("n2", 2);
    cluster.submit(task(2), task(), task());
    cluster.run("n2", "1.2");
    failsOn("n1", "1.1");
    assertThat(plan()).containsExactly("1.3@n1");
  }

  @Test
  void taskThatWaitsForAnotherNode_goesBackAfterThePause() {
    cluster.join("n1", 1);
    cluster.join("n2", 1);
    cluster.submit(task(), task());
    cluster.run("n2", "1.2"); // for a week, for all we know
    failsOn("n1", "1.1");
    cluster.advance(Duration.ofMillis(999));
    assertThat(plan()).isEmpty();
    cluster.advance(Duration.ofMillis(1));
    assertThat(plan()).containsExactly("1.1@n1");
  }

  @Test
  void taskThatItsOnlyNodeCouldNotStart_waitsLongerEachTime() {
    cluster.join("n1", 4);
    cluster.join("n2", 1); // too small
    cluster.submit(task(2));
    var start = cluster.now();
    failsOn("n1", "1.1");
    assertThat(plan()).isEmpty();
    assertThat(why("1.1"))
        .isEqualTo(
            "n1 could not start it; waits for free resources from " + start.plusSeconds(1) + " on");
    cluster.advance(Duration.ofMillis(999));
    assertThat(plan()).isEmpty();
    cluster.advance(Duration.ofMillis(1));
    assertThat(plan()).containsExactly("1.1@n1");
    failsOn("n1", "1.1");
    cluster.advance(Duration.ofMillis(1999));
    assertThat(plan()).isEmpty();
    cluster.advance(Duration.ofMillis(1));
    assertThat(plan()).containsExactly("1.1@n1");
  }

  @Test
  void taskThatAvoidsANode_goesBackToIt_whenNoOtherIsLeft() {
    cluster.join("n1", 1);
    cluster.join("n2", 1);
    cluster.submit(task(), task());
    cluster.run("n2", "1.2");
    failsOn("n1", "1.1");
    cluster.offline("n2", false);
    assertThat(cluster.last().planningPays()).isTrue();
    assertThat(plan()).isEmpty();
    cluster.advance(Duration.ofSeconds(1));
    assertThat(plan()).containsExactly("1.1@n1");
  }

  @Test
  void pausedTask_goesToANodeThatComes_andHoldsUpNobody() {
    cluster.join("n1", 1);
    cluster.submit(task(), task());
    failsOn("n1", "1.1");
    assertThat(plan()).containsExactly("1.2@n1");
    cluster.join("n2", 1);
    assertThat(plan()).containsExactly("1.1@n2", "1.2@n1");
  }

  @Test
  void setback_endsWhenItRan() {
    cluster.join("n1", 1);
    cluster.submit(task());
    failsOn("n1", "1.1");
    cluster.run("n1", "1.1");
    cluster.lose("n1");
    cluster.rejoin("n1");
    assertThat(plan()).containsExactly("1.1@n1");
  }

  // ---- why it waits ----

  private String why(String task) {
    return PendingReason.of(cluster.view(), cluster.task(task));
  }

  @Test
  void pendingReason_namesANodeThatTakesNoWork_ifNoOtherCould() {
    cluster.join("n1", 1);
    cluster.submit(task());
    UnaryOperator<String> whyNoWork = node -> node.equals("n1") ? "its disk is full" : "";

    assertThat(PendingReason.of(cluster.view(), whyNoWork, cluster.task("1.1")))
        .contains("n1", "its disk is full");
    cluster.join("n2", 1);
    assertThat(PendingReason.of(cluster.view(), whyNoWork, cluster.task("1.1")))
        .doesNotContain("n1");
  }

  @Test
  void pendingReason_saysWhatIsMissing() {
    cluster.submit(
        task(),
        task(9),
        withMemory(2000),
        task().withResources(resources(1, 0, "gpu", 3)),
        task().withResources(resources(1, 0, "licence", 1)),
        task().withResources(resources(8, 0, "gpu", 1)),
        task().withResources(resources(1, 1, "gpu", 1)));
    assertThat(why("1.1")).isEqualTo("no node has joined");
    cluster.join("n1", 8);
    cluster.join(offer("n2", resources(2, 1000, "gpu", 2)));
    assertThat(why("1.1")).isEqualTo("waits for free resources");
    assertThat(why("1.2")).isEqualTo("asks for 9 cores; no node has more than 8");
    assertThat(why("1.3")).isEqualTo("asks for 2000 bytes of memory; no node has more than 1000");
    assertThat(why("1.4")).isEqualTo("asks for 3 of gpu; no node has more than 2");
    assertThat(why("1.5")).isEqualTo("asks for 1 of licence; no node has more than 0");
    assertThat(why("1.6")).isEqualTo("no single node has all that it asks for");
    assertThat(why("1.7")).isEqualTo("waits for free resources");
    cluster.offline("n1", false);
    assertThat(why("1.2")).isEqualTo("asks for 9 cores; no node has more than 2");
    cluster.offline("n2", false);
    assertThat(why("1.1")).isEqualTo("no node is online and reachable");
    cluster.cancel("1.1");
    assertThat(why("1.1")).isEmpty();
  }
}
