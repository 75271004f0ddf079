package io.reeve.scheduler.core.cluster;

import static io.reeve.scheduler.core.testing.Samples.exited;
import static io.reeve.scheduler.core.testing.Samples.order;
import static io.reeve.scheduler.core.testing.Samples.task;
import static io.reeve.scheduler.core.testing.Samples.taskId;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.scheduler.core.job.JobSpec;
import io.reeve.scheduler.core.task.Task;
import io.reeve.scheduler.core.task.TaskSpec;
import io.reeve.scheduler.core.task.TaskState;
import io.reeve.scheduler.core.testing.TestCluster;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which tasks a selection means, in which order, and how a list goes on where it ended. */
class SelectorTest {
  private final TestCluster cluster = TestCluster.empty();

  @BeforeEach
  void threeJobs() {
    cluster.join("n1", 4);
    cluster.join("n2", 4);
    cluster.submit(task(), task(), task());
    cluster.apply(
        new Command.SubmitNewJob(
            null, "bob", JobSpec.DEFAULT, List.of(named("sim"), task()), false));
    cluster.submit(named("sim"));
    cluster.run("n1", "1.1", "2.1");
    cluster.run("n2", "1.2");
    cluster.ended("1.1#1", exited(0));
  }

  private static TaskSpec named(String name) {
    var spec = task();
    return new TaskSpec(
        name,
        spec.command(),
        spec.env(),
        "",
        "",
        "",
        "",
        spec.resources(),
        null,
        null,
        true,
        List.of(),
        TaskSpec.DEFAULT_STOP_SIGNAL);
  }

  private static TaskSelection.Filter filter(
      Set<Long> jobs, Set<TaskState> states, String owner, String node, String name) {
    return new TaskSelection.Filter(new TreeSet<>(jobs), states, owner, node, name);
  }

  private List<String> find(TaskSelection selection, String from, int skip, int limit) {
    return cluster.view().tasks(selection, taskId(from), skip, limit).stream()
        .map(Task::id)
        .map(Object::toString)
        .toList();
  }

  private List<String> find(TaskSelection selection) {
    return find(selection, "0.0", 0, 100);
  }

  @Test
  void filter_withoutAnything_isAll() {
    assertThat(find(filter(Set.of(), Set.of(), "", "", "")))
        .containsExactly("1.1", "1.2", "1.3", "2.1", "2.2", "3.1");
  }

  @Test
  void filter_everyFieldNarrows() {
    assertThat(find(filter(Set.of(1L, 3L, 9L), Set.of(), "", "", "")))
        .containsExactly("1.1", "1.2", "1.3", "3.1");
    assertThat(find(filter(Set.of(), Set.of(TaskState.RUNNING), "", "", "")))
        .containsExactly("1.2", "2.1");
    assertThat(find(filter(Set.of(), Set.of(), "bob", "", ""))).containsExactly("2.1", "2.2");
    assertThat(find(filter(Set.of(), Set.of(), "", "n1", ""))).containsExactly("1.1", "2.1");
    assertThat(find(filter(Set.of(), Set.of(), "", "", "sim"))).containsExactly("2.1", "3.1");
    assertThat(find(filter(Set.of(2L), Set.of(TaskState.QUEUED), "bob", "", "")))
        .containsExactly("2.2");
    assertThat(find(filter(Set.of(9L), Set.of(), "", "", ""))).isEmpty();
  }

  @Test
  void filter_goesOnWhereThePageEnded() {
    var all = filter(Set.of(), Set.of(), "", "", "");
    assertThat(find(all, "0.0", 0, 2)).containsExactly("1.1", "1.2");
    assertThat(find(all, "1.3", 0, 2)).containsExactly("1.3", "2.1");
    assertThat(find(all, "2.2", 0, 2)).containsExactly("2.2", "3.1");
    assertThat(find(all, "3.2", 0, 2)).isEmpty();
    assertThat(find(all, "9.1", 0, 2)).isEmpty();
    assertThat(find(all, "0.0", 0, 0)).isEmpty();
    assertThat(find(filter(Set.of(1L, 2L), Set.of(), "", "", ""), "1.3", 0, 9))
        .containsExactly("1.3", "2.1", "2.2");
  }

  @Test
  void scan_inPartsOfAnySize_findsWhatTheFilterFinds() {
    var filters =
        List.of(
            filter(Set.of(), Set.of(), "", "", ""),
            filter(Set.of(1L, 3L, 9L), Set.of(), "", "", ""),
            filter(Set.of(), Set.of(TaskState.RUNNING), "", "", ""),
            filter(Set.of(), Set.of(), "bob", "", ""),
            filter(Set.of(9L), Set.of(), "", "", ""));
    for (var filter : filters) {
      for (var steps = 2; steps < 12; steps++) {
        for (var limit = 1; limit < 4; limit++) {
          assertThat(scan(filter, limit, steps)).isEqualTo(find(filter));
        }
      }
    }
  }

  private List<String> scan(TaskSelection.Filter filter, int limit, int steps) {
    var found = new ArrayList<String>();
    var from = Optional.of(taskId("0.0"));
    while (from.isPresent()) {
      var part = cluster.view().scan(filter, from.get(), limit, steps);
      assertThat(part.found()).hasSizeLessThanOrEqualTo(limit);
      part.found().forEach(task -> found.add(task.id().toString()));
      from = part.next();
    }
    return found;
  }

  @Test
  void scan_withoutSteps_goesOnWhereItBegan() {
    var all = filter(Set.of(), Set.of(), "", "", "");
    var part = cluster.view().scan(all, taskId("1.2"), 5, 0);
    assertThat(part.found()).isEmpty();
    assertThat(part.next()).hasValue(taskId("1.2"));
  }

  @Test
  void refs_keepTheirOrderAndTheirDuplicates_unknownOnesAreLeftOut() {
    var refs = TestCluster.refs("3.1", "9.9", "1.1", "3.1", "1.2");
    assertThat(find(refs)).containsExactly("3.1", "1.1", "3.1", "1.2");
    assertThat(find(refs, "0.0", 1, 2)).containsExactly("1.1", "3.1");
    assertThat(find(refs, "0.0", 5, 2)).isEmpty();
  }

  @Test
  void cancelResults_ofAFilterTellTheFirstOnesAndCountAll() {
    var tasks = new TaskSpec[CancelResults.MAX_ITEMS + 5];
    Arrays.fill(tasks, task());
    var big = TestCluster.empty();
    var state = Cluster.of(big.image());
    state.apply(
        new Command.SubmitNewJob(null, "alice", JobSpec.DEFAULT, List.of(tasks), false), big.now());
    var byFilter = state.previewCancel(filter(Set.of(), Set.of(), "", "", ""), false);
    assertThat(byFilter.items()).hasSize(CancelResults.MAX_ITEMS);
    assertThat(byFilter.counts()).containsEntry(Verdict.CANCELED, (long) tasks.length);

    var refs =
        new TaskSelection.Refs(Collections.nCopies(CancelResults.MAX_ITEMS + 1, taskId("9.9")));
    assertThat(state.previewCancel(refs, false).items()).hasSize(CancelResults.MAX_ITEMS + 1);
    var reply =
        state
            .apply(
                new Command.CancelTasks(
                    null, filter(Set.of(), Set.of(), "", "", ""), order("m"), false),
                big.now())
            .reply();
    assertThat(reply).isEqualTo(new Reply.TasksCanceled(byFilter));
    assertThat(state.queue().size()).isZero();
  }
}
