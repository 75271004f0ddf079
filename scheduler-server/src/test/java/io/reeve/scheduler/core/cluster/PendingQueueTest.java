package io.reeve.scheduler.core.cluster;

import static io.reeve.scheduler.core.testing.Samples.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.reeve.scheduler.core.Resources;
import io.reeve.scheduler.core.task.Setback;
import io.reeve.scheduler.core.task.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The queue is a sorted list that never looks at more of itself than it must. */
class PendingQueueTest {
  private final Set<TaskId> queued = new HashSet<>();
  private int looks;
  private final PendingQueue queue = new PendingQueue(this::isQueued, (any, except) -> true);

  private boolean isQueued(TaskId task, PendingQueue.Key key) {
    looks++;
    return queued.contains(task);
  }

  private static PendingQueue.Key key(int priority, Resources resources) {
    return new PendingQueue.Key(priority, resources, Setback.NONE);
  }

  private void add(int priority, long order, int task, int cores) {
    var id = TaskId.of(order, task);
    queued.add(id);
    queue.add(key(priority, Resources.ofCores(cores)), order, id);
  }

  private void remove(int priority, long order, int task, int cores) {
    var id = TaskId.of(order, task);
    queued.remove(id);
    queue.remove(key(priority, Resources.ofCores(cores)), id);
  }

  private static List<String> all(PendingQueue queue) {
    var found = new ArrayList<String>();
    var scan = queue.scan(START);
    for (var next = scan.next(); next.isPresent(); next = scan.next()) {
      found.add(next.get().task().toString());
    }
    assertThat(scan.next()).isEmpty();
    return found;
  }

  // ---- order ----

  @Test
  void order_isPriorityThenSubmitThenTask() {
    add(2000, 2, 1, 1);
    add(2000, 1, 2, 2);
    add(2000, 1, 1, 1);
    add(3000, 3, 1, 1);
    add(0, 1, 3, 1);
    assertThat(all(queue)).containsExactly("3.1", "1.1", "1.2", "2.1", "1.3");
  }

  @Test
  void skipLine_leavesOutWhatAsksForTheSameWithTheSamePriority() {
    add(2000, 1, 1, 1);
    add(2000, 1, 2, 1);
    add(2000, 1, 3, 2);
    add(1000, 1, 4, 1);
    var scan = queue.scan(START);
    scan.next();
    scan.skipLine();
    assertThat(scan.next().orElseThrow().task()).isEqualTo(TaskId.of(1, 3));
    assertThat(scan.next().orElseThrow().task()).isEqualTo(TaskId.of(1, 4));
    assertThat(scan.next()).isEmpty();
  }

  @Test
  void taskThatComesBack_whileItsOldEntryIsStillThere_standsInLineOnce() {
    for (var task = 1; task <= 4; task++) {
      add(2000, 1, task, 1);
    }
    remove(2000, 1, 2, 1);
    remove(2000, 1, 4, 1);
    add(2000, 1, 2, 1);
    add(2000, 1, 4, 1);
    assertThat(queue.size()).isEqualTo(4);
    assertThat(all(queue)).containsExactly("1.1", "1.2", "1.3", "1.4");
    remove(2000, 1, 1, 1);
    assertThat(all(queue)).containsExactly("1.2", "1.3", "1.4");
    remove(2000, 1, 2, 1);
    assertThat(all(queue)).containsExactly("1.3", "1.4");
  }

  @Test
  void hopelessLines_areSetAsideUntilANodeCouldRunThem() {
    queue.refit((wanted, except) -> wanted.cores() <= 2);
    add(2000, 1, 1, 4);
    add(2000, 2, 1, 1);
    add(2000, 1, 2, 4);
    assertThat(queue.isHopeless(Resources.ofCores(4))).isTrue();
    assertThat(queue.isHopeless(Resources.ofCores(1))).isFalse();
    assertThat(all(queue)).containsExactly("2.1");
    remove(2000, 1, 1, 4); // the front of a line that is set aside
    queue.refit((any, except) -> true);
    assertThat(all(queue)).containsExactly("1.2", "2.1");
    queue.refit((any, except) -> false);
    remove(2000, 1, 2, 4);
    remove(2000, 2, 1, 1);
    assertThat(queue.size()).isZero();
    queue.refit((any, except) -> true);
    assertThat(all(queue)).isEmpty();
  }

  @Test
  void remove_ofWhatIsInNoLine_isABug() {
    assertThatIllegalStateException().isThrownBy(() -> remove(2000, 1, 1, 1));
  }

  // ---- set back ----

  private void setBack(int task, Instant retryAt, String... nodes) {
    var id = TaskId.of(1, task);
    queued.add(id);
    var setback = new Setback(new TreeSet<>(List.of(nodes)), retryAt);
    queue.add(new PendingQueue.Key(2000, Resources.ofCores(1), setback), 1, id);
  }

  @Test
  void setBack_withAnotherNode_isThereAtOnceAndSaysWhatItAvoids() {
    queue.refit((wanted, except) -> !except.contains("n1") || !except.contains("n2"));
    setBack(1, START.plusSeconds(1), "n1");
    setBack(2, START.plusSeconds(1), "n1", "n2");
    assertThat(queue.scan(START).next().orElseThrow().avoided()).containsExactly("n1");
    assertThat(all(queue)).containsExactly("1.1");
    assertThat(queue.nextRetry()).hasValue(START.plusSeconds(1));

    var scan = queue.scan(START.plusSeconds(1));
    assertThat(scan.next().orElseThrow().avoided()).isEmpty(); // its time has come
    assertThat(scan.next().orElseThrow().avoided()).isEmpty();
    assertThat(queue.nextRetry()).isEmpty();
  }

  @Test
  void setBack_withoutAnotherNode_waitsForItsTime_andBehindOthersForNothing() {
    queue.refit((wanted, except) -> except.isEmpty());
    setBack(1, START.plusSeconds(2), "n1");
    setBack(2, START.plusSeconds(1), "n1");
    add(2000, 2, 1, 1);
    assertThat(queue.size()).isEqualTo(3);
    assertThat(all(queue)).containsExactly("2.1");
    assertThat(queue.nextRetry()).hasValue(START.plusSeconds(1));
    queue.scan(START.plusSeconds(1));
    assertThat(all(queue)).containsExactly("1.2", "2.1"); // time does not go back
    queue.refit((wanted, except) -> except.isEmpty());
    assertThat(all(queue)).containsExactly("1.2", "2.1");
    assertThat(queue.nextRetry()).hasValue(START.plusSeconds(2));

    queue.refit((wanted, except) -> true); // another node came
    assertThat(all(queue)).containsExactly("1.1", "1.2", "2.1");
    assertThat(queue.nextRetry()).hasValue(START.plusSeconds(2));
    queue.refit((wanted, except) -> false);
    assertThat(all(queue)).isEmpty();
    assertThat(queue.nextRetry()).isEmpty();
    assertThat(queue.hasSetbacks()).isTrue();
  }

  @Test
  void setBack_thatLeaves_isGone() {
    queue.refit((wanted, except) -> except.isEmpty());
    setBack(1, START.plusSeconds(1), "n1");
    queued.clear();
    var setback = new Setback(new TreeSet<>(List.of("n1")), START.plusSeconds(1));
    queue.remove(new PendingQueue.Key(2000, Resources.ofCores(1), setback), TaskId.of(1, 1));
    assertThat(queue.nextRetry()).isEmpty();
    assertThat(queue.hasSetbacks()).isFalse();
    queue.scan(START.plusSeconds(1));
    assertThat(all(queue)).isEmpty();
  }

  // ---- like a sorted list ----

  /** One step: which task, and for a task that waits whether it leaves. */
  record Step(int task, int priority, int cores) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 39),
            Arbitraries.of(0, 2000),
            Arbitraries.integers().between(1, 3))
        .as(Step::new)
        .list()
        .ofMaxSize(200);
  }

  @Property(tries = 500)
  void queue_behavesLikeASortedList(@ForAll("steps") List<Step> steps) {
    var waiting = new HashMap<TaskId, Step>();
    var kinds = new HashMap<TaskId, Step>();
    var tested =
        new PendingQueue(
            (id, key) -> waiting.containsKey(id), (wanted, except) -> wanted.cores() <= 2);
    for (var step : steps) {
      var id = TaskId.of(1 + step.task() % 5, 1 + step.task() / 5);
      var kind = kinds.computeIfAbsent(id, unused -> step); // a task never changes what it asks for
      var resources = Resources.ofCores(kind.cores());
      if (waiting.containsKey(id)) {
        waiting.remove(id);
        tested.remove(key(kind.priority(), resources), id);
      } else {
        waiting.put(id, kind);
        tested.add(key(kind.priority(), resources), id.job(), id);
      }
      assertThat(tested.size()).isEqualTo(waiting.size());
      assertThat(all(tested)).isEqualTo(sorted(waiting));
    }
  }

  private static List<String> sorted(Map<TaskId, Step> waiting) {
    return waiting.entrySet().stream()
        .filter(entry -> entry.getValue().cores() <= 2)
        .sorted(
            Comparator.<Map.Entry<TaskId, Step>>comparingInt(entry -> -entry.getValue().priority())
                .thenComparing(Map.Entry::getKey))
        .map(entry -> entry.getKey().toString())
        .toList();
  }

  // ---- cost, counted ----

  @Test
  void lookAtABlockedFront_doesNotGrowWithTheLine() {
    assertThat(looksAtABlockedFront(1_000)).isEqualTo(looksAtABlockedFront(100_000)).isLessThan(5);
  }

  private int looksAtABlockedFront(int length) {
    var test = new PendingQueueTest();
    for (var task = 1; task <= length; task++) {
      test.add(2000, 1, task, 1);
    }
    for (var task = 2; task <= length / 3; task++) {
      test.remove(2000, 1, task, 1); // canceled behind the front
    }
    test.looks = 0;
    var scan = test.queue.scan(START);
    scan.next();
    scan.skipLine();
    assertThat(scan.next()).isEmpty();
    return test.looks;
  }

  @Test
  void startsFromTheFront_doNotGrowWithTheLine() {
    assertThat(looksAtStarts(1_000)).isEqualTo(looksAtStarts(100_000)).isLessThan(100);
  }

  private int looksAtStarts(int length) {
    var test = new PendingQueueTest();
    for (var task = 1; task <= length; task++) {
      test.add(2000, 1, task, 1);
    }
    test.looks = 0;
    var scan = test.queue.scan(START);
    for (var task = 1; task <= 20; task++) {
      assertThat(scan.next().orElseThrow().task()).isEqualTo(TaskId.of(1, task));
    }
    for (var task = 1; task <= 20; task++) {
      test.remove(2000, 1, task, 1);
    }
    return test.looks;
  }

  @Test
  void manyThatComeBack_leaveAgainAtConstantCost() {
    var length = 20_000;
    for (var task = 1; task <= length; task++) {
      add(2000, 1, task, 1);
    }
    for (var task = length; task >= 1; task--) {
      remove(2000, 1, task, 1);
    }
    for (var task = length; task >= 1; task--) {
      add(2000, 1, task, 1); // each before the one before: out of order
    }
    looks = 0;
    for (var task = 1; task <= length; task++) {
      remove(2000, 1, task, 1);
    }
    assertThat(looks).isLessThan(6 * length);
  }

  @Test
  void tasksThatLeaveBehindTheFront_areCleanedUp() {
    var length = 10_000;
    for (var task = 1; task <= length; task++) {
      add(2000, 1, task, 1);
    }
    looks = 0;
    for (var task = length; task >= 2; task--) {
      remove(2000, 1, task, 1);
    }
    assertThat(looks).isLessThan(6 * length); // each is looked at a few times, not once a removal
    looks = 0;
    assertThat(all(queue)).containsExactly("1.1");
    assertThat(looks).isLessThan(200); // the others are not kept for ever
  }

  @Test
  void tasksThatComeBackBehindTheFront_leaveAgainAtConstantCost() {
    var length = 10_000;
    for (var task = 1; task <= length; task++) {
      add(2000, 1, task, 1);
    }
    for (var task = length; task >= 2; task--) {
      remove(2000, 1, task, 1);
      add(2000, 1, task, 1); // its old entry is still in the line
    }
    looks = 0;
    for (var task = length; task >= 2; task--) {
      remove(2000, 1, task, 1);
    }
    assertThat(looks).isLessThan(10 * length);
  }

  @Test
  void tasksThatCameBackAndLeftAgain_areCleanedUp() {
    var length = 10_000;
    add(2000, 1, 1, 1);
    for (var task = length; task >= 2; task--) {
      add(2000, 1, task, 1);
    }
    for (var task = length; task >= 2; task--) {
      remove(2000, 1, task, 1);
    }
    looks = 0;
    assertThat(all(queue)).containsExactly("1.1");
    assertThat(looks).isLessThan(200);
  }
}
