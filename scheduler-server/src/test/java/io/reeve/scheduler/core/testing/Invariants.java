package io.reeve.scheduler.core.testing;

import static io.reeve.scheduler.core.task.TaskState.CANCELED;
import static io.reeve.scheduler.core.task.TaskState.CANCELING;
import static io.reeve.scheduler.core.task.TaskState.CONFIGURING;
import static io.reeve.scheduler.core.task.TaskState.DISPATCHING;
import static io.reeve.scheduler.core.task.TaskState.FAILED;
import static io.reeve.scheduler.core.task.TaskState.FINISHED;
import static io.reeve.scheduler.core.task.TaskState.FINISHING;
import static io.reeve.scheduler.core.task.TaskState.QUEUED;
import static io.reeve.scheduler.core.task.TaskState.RUNNING;
import static io.reeve.scheduler.core.task.TaskState.SUBMITTED;
import static io.reeve.scheduler.core.task.TaskState.VALIDATING;

import io.reeve.scheduler.core.Resources;
import io.reeve.scheduler.core.cluster.Cluster;
import io.reeve.scheduler.core.cluster.ClusterImage;
import io.reeve.scheduler.core.cluster.ClusterImage.JobImage;
import io.reeve.scheduler.core.cluster.Command;
import io.reeve.scheduler.core.cluster.Effect;
import io.reeve.scheduler.core.cluster.Event;
import io.reeve.scheduler.core.cluster.Order;
import io.reeve.scheduler.core.cluster.Outcome;
import io.reeve.scheduler.core.cluster.Reply;
import io.reeve.scheduler.core.cluster.Verdict;
import io.reeve.scheduler.core.job.Job;
import io.reeve.scheduler.core.job.JobState;
import io.reeve.scheduler.core.node.Node;
import io.reeve.scheduler.core.node.NodeState;
import io.reeve.scheduler.core.task.Attempt;
import io.reeve.scheduler.core.task.AttemptId;
import io.reeve.scheduler.core.task.Residue;
import io.reeve.scheduler.core.task.Setback;
import io.reeve.scheduler.core.task.Task;
import io.reeve.scheduler.core.task.TaskId;
import io.reeve.scheduler.core.task.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What holds after every command, whatever it was. Looks at two images of the state, before and
 * after, and at what the command came to; recounts everything that the core derives.
 */
final class Invariants {
  private static final Map<TaskState, Set<TaskState>> TASK_MOVES =
      Map.ofEntries(
          Map.entry(CONFIGURING, Set.of(SUBMITTED, CANCELED)),
          Map.entry(SUBMITTED, Set.of(VALIDATING, CANCELED)),
          Map.entry(VALIDATING, Set.of(QUEUED, FAILED, CANCELED)),
          Map.entry(QUEUED, Set.of(DISPATCHING, CANCELED)),
          Map.entry(DISPATCHING, Set.of(RUNNING, FINISHING, FINISHED, FAILED, QUEUED, CANCELING)),
          Map.entry(RUNNING, Set.of(FINISHING, FINISHED, FAILED, QUEUED, CANCELING)),
          Map.entry(FINISHING, Set.of(FINISHED, FAILED)),
          Map.entry(CANCELING, Set.of(FAILED, CANCELED, QUEUED)),
          Map.entry(FINISHED, Set.of()),
          Map.entry(FAILED, Set.of()),
          Map.entry(CANCELED, Set.of()));

  private static final Map<JobState, Set<JobState>> JOB_MOVES =
      Map.ofEntries(
          Map.entry(JobState.CONFIGURING, Set.of(JobState.SUBMITTED, JobState.CANCELED)),
          Map.entry(JobState.SUBMITTED, Set.of(JobState.VALIDATING, JobState.CANCELED)),
          Map.entry(JobState.VALIDATING, Set.of(JobState.QUEUED, JobState.CANCELED)),
          Map.entry(
              JobState.QUEUED, Set.of(JobState.RUNNING, JobState.FINISHING, JobState.CANCELED)),
          Map.entry(JobState.RUNNING, Set.of(JobState.FINISHING, JobState.CANCELING)),
          Map.entry(JobState.FINISHING, Set.of(JobState.FINISHED, JobState.FAILED)),
          Map.entry(JobState.CANCELING, Set.of(JobState.CANCELED)),
          Map.entry(JobState.FINISHED, Set.of()),
          Map.entry(JobState.FAILED, Set.of()),
          Map.entry(JobState.CANCELED, Set.of()));

  private ClusterImage before;
  private final Map<TaskId, TaskState> replayedTasks = new HashMap<>();
  private final Map<TaskId, Integer> replayedResidues = new HashMap<>();
  private final Map<Long, JobState> replayedJobs = new HashMap<>();
  private final Map<String, NodeState> replayedNodes = new HashMap<>();
  private final Map<String, Boolean> replayedReach = new HashMap<>();

  /** How many attempts a task had when a cancel of it was accepted: there are never more. */
  private final Map<TaskId, Integer> canceled = new HashMap<>();

  Invariants(ClusterImage image) {
    before = image;
    tasks(image).forEach(task -> replayedTasks.put(task.id(), task.state()));
    tasks(image).forEach(task -> replayedResidues.put(task.id(), processes(task)));
    image.jobs().forEach(entry -> replayedJobs.put(entry.job().id(), entry.job().state()));
    for (var node : image.nodes()) {
      replayedNodes.put(node.name(), node.state());
      replayedReach.put(node.name(), node.reachable());
    }
  }

  void check(Cluster cluster, Command command, Outcome outcome) {
    var after = cluster.image();
    try {
      if (outcome.reply() instanceof Reply.Refused) {
        changedNothing(after, outcome);
      }
      noteCancels(command, outcome, after);
      eventsTellTheStates(after, outcome);
      var tasks = tasks(after).toList();
      tasks.forEach(this::task);
      compareTasks(after);
      after.nodes().forEach(node -> node(node, tasks));
      assignments(after);
      after.jobs().forEach(this::job);
      counters(cluster, after, tasks);
      queue(cluster, after, tasks);
      orders(cluster, after, outcome);
      residues(cluster, after);
      require(
          Cluster.of(after).image().equals(after), () -> "an image restores to another: " + after);
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\n  after " + command, e);
    }
    before = after;
  }

  private static java.util.stream.Stream<Task> tasks(ClusterImage image) {
    return image.jobs().stream().flatMap(entry -> entry.tasks().stream());
  }

  private static void require(boolean holds, Supplier<String> message) {
    if (!holds) {
      throw new AssertionError(message.get());
    }
  }

  // ---- refusals ----

  private void changedNothing(ClusterImage after, Outcome outcome) {
    var later = at(after.time(), before); // time passes, and old answers are forgotten by it
    require(
        withRequestsOf(after, later).equals(after), () -> "refused, and yet changed: " + outcome);
    require(
        before.requests().containsAll(after.requests()), () -> "a refusal is remembered: " + after);
    require(
        outcome.events().isEmpty() && outcome.effects().isEmpty() && !outcome.planningPays(),
        () -> "refused, and yet with consequences: " + outcome);
  }

  private static ClusterImage at(Instant time, ClusterImage image) {
    return new ClusterImage(
        time,
        image.lastJobId(),
        image.lastSubmitOrder(),
        image.lastEvent(),
        image.parameters(),
        image.formerLease(),
        image.jobs(),
        image.nodes(),
        image.requests());
  }

  private static ClusterImage withRequestsOf(ClusterImage other, ClusterImage image) {
    return new ClusterImage(
        image.time(),
        image.lastJobId(),
        image.lastSubmitOrder(),
        image.lastEvent(),
        image.parameters(),
        image.formerLease(),
        image.jobs(),
        image.nodes(),
        other.requests());
  }

  // ---- cancels are never lost ----

  private void noteCancels(Command command, Outcome outcome, ClusterImage after) {
    if (outcome.reply() instanceof Reply.TasksCanceled answer) {
      for (var item : answer.results().items()) {
        if (item.verdict() != Verdict.NOT_FOUND && item.verdict() != Verdict.SKIPPED) {
          tasks(after).filter(task -> task.id().equals(item.task())).forEach(this::noteCancel);
        }
      }
    } else if (command instanceof Command.CancelJob cancel
        && outcome.reply() instanceof Reply.Done) {
      tasks(after).filter(task -> task.id().job() == cancel.job()).forEach(this::noteCancel);
    }
  }

  private void noteCancel(Task task) {
    canceled.putIfAbsent(task.id(), task.attempts().size());
  }

  // ---- events ----

  private void eventsTellTheStates(ClusterImage after, Outcome outcome) {
    var number = before.lastEvent();
    for (var event : outcome.events()) {
      number++;
      var expected = number;
      require(event.number() == expected, () -> "a hole in the events: " + outcome.events());
      require(event.time().equals(after.time()), () -> "an event of another time: " + event);
      replay(event.change());
    }
    var last = number;
    require(after.lastEvent() == last, () -> "last event " + after.lastEvent() + ", not " + last);
    tasks(after)
        .forEach(
            task ->
                require(
                    replayedTasks.getOrDefault(task.id(), CONFIGURING) == task.state(),
                    () -> "events and state differ: " + task));
    tasks(after)
        .forEach(
            task ->
                require(
                    replayedResidues.getOrDefault(task.id(), 0) == processes(task),
                    () -> "events and residue differ: " + task));
    for (var entry : after.jobs()) {
      var job = entry.job();
      require(
          replayedJobs.getOrDefault(job.id(), JobState.CONFIGURING) == job.state(),
          () -> "events and state differ: " + job);
    }
    for (var node : after.nodes()) {
      require(
          replayedNodes.get(node.name()) == node.state()
              && Objects.equals(replayedReach.get(node.name()), node.reachable()),
          () -> "events and state differ: " + node);
    }
  }

  private void replay(Event.Change change) {
    if (change instanceof Event.TaskChanged moved) {
      var from = replayedTasks.getOrDefault(moved.task(), CONFIGURING);
      require(moved.from() == from, () -> "an event leaves a state it is not in: " + moved);
      require(TASK_MOVES.get(from).contains(moved.to()), () -> "no such move: " + moved);
      require(
          (moved.cause() != null) == moved.to().isFinal(),
          () -> "a cause belongs to a final state: " + moved);
      replayedTasks.put(moved.task(), moved.to());
      if (!moved.to().holdsResources()) {
        replayedResidues.remove(moved.task());
      }
    } else if (change instanceof Event.ResidueChanged changed) {
      require(
          replayedTasks.get(changed.task()).holdsResources(),
          () -> "residue of what is over: " + changed);
      replayedResidues.put(changed.task(), changed.processes());
    } else if (change instanceof Event.JobChanged moved) {
      var from = replayedJobs.getOrDefault(moved.job(), JobState.CONFIGURING);
      require(moved.from() == from, () -> "an event leaves a state it is not in: " + moved);
      require(JOB_MOVES.get(from).contains(moved.to()), () -> "no such move: " + moved);
      replayedJobs.put(moved.job(), moved.to());
    } else if (change instanceof Event.NodeChanged moved) {
      replayedNodes.put(moved.node(), moved.state());
      replayedReach.put(moved.node(), moved.reachable());
    }
  }

  private static int processes(Task task) {
    return task.lastAttempt().map(Attempt::residue).map(Residue::total).orElse(0);
  }

  // ---- one task ----

  private void task(Task task) {
    var live = task.state().holdsResources();
    for (var index = 0; index < task.attempts().size(); index++) {
      var attempt = task.attempts().get(index);
      var isLast = index == task.attempts().size() - 1;
      var number = index + 1;
      require(attempt.number() == number, () -> "attempts are not counted through: " + task);
      require(
          (attempt.endedAt() == null) == (isLast && live),
          () -> "the last attempt lives exactly while it holds resources: " + task);
      if (attempt.endedAt() != null) {
        evidence(task, attempt);
        require(attempt.residue() == null, () -> "residue of what is over: " + task);
      }
    }
    require(!live || !task.attempts().isEmpty(), () -> "resources without an attempt: " + task);
    require(
        (task.cause() != null) == task.state().isFinal(), () -> "a cause is for the end: " + task);
    require(
        (task.state() != CANCELING && task.state() != CANCELED) || task.cancellation() != null,
        () -> "canceled by nobody: " + task);
    require(
        task.state() != QUEUED || task.cancellation() == null, () -> "a tombstone queues: " + task);
    if (task.state() == FINISHED) {
      var exit = task.lastAttempt().orElseThrow().exit();
      require(
          exit != null && task.spec().isSuccess(exit), () -> "finished without success: " + task);
    }
    var limit = canceled.get(task.id());
    require(
        limit == null || task.attempts().size() <= limit,
        () -> "started after an accepted cancel: " + task);
    require(
        task.history().size() > 0
            && TaskState.values()[task.history().ordinal(task.history().size() - 1)]
                == task.state(),
        () -> "the history ends elsewhere: " + task);
  }

  private static void evidence(Task task, Attempt attempt) {
    require(attempt.cause() != null, () -> "an end without a cause: " + task);
    var ran = attempt.startedAt() != null || attempt.exit() != null || attempt.pid() != 0;
    var proven = attempt.kill() != null && attempt.exit() != null;
    require(proven || !ran, () -> "it ran and nobody knows how it ended: " + task);
    var kill = attempt.kill();
    if (kill != null) {
      require(kill.reportedAt() != null, () -> "a report that is not durable: " + task);
      require(
          kill.goneAt() != null || !kill.unproven().isEmpty(),
          () -> "neither seen gone nor said why not: " + task);
    }
  }

  // ---- a task before and after ----

  private void compareTasks(ClusterImage after) {
    var known = new HashMap<TaskId, Task>();
    tasks(before).forEach(task -> known.put(task.id(), task));
    tasks(after)
        .forEach(
            task -> {
              var was = known.get(task.id());
              if (was != null && !was.equals(task)) {
                compare(was, task, after.time());
              }
            });
    require(
        known.size() <= tasks(after).count() && after.lastJobId() >= before.lastJobId(),
        () -> "something was lost");
  }

  private static void compare(Task was, Task is, Instant now) {
    require(!was.state().isFinal(), () -> "a final task changed: " + was + " to " + is);
    require(
        is.attempts().size() >= was.attempts().size()
            && is.attempts().size() <= was.attempts().size() + 1,
        () -> "attempts: " + was + " to " + is);
    for (var index = 0; index < was.attempts().size(); index++) {
      var old = was.attempts().get(index);
      var at = index;
      require(
          old.endedAt() == null || old.equals(is.attempts().get(at)),
          () -> "an attempt that is over changed: " + was + " to " + is);
      require(
          old.exit() == null || old.exit().equals(is.attempts().get(at).exit()),
          () -> "evidence was replaced: " + was + " to " + is);
    }
    require(is.history().size() >= was.history().size(), () -> "history: " + was + " to " + is);
    deadlineOnlyEarlier(was, is, now);
  }

  /** What is due already cannot become due earlier; apart from that no deadline ever moves away. */
  private static void deadlineOnlyEarlier(Task was, Task is, Instant now) {
    var first = was.cancellation();
    var second = is.cancellation();
    if (first == null) {
      return;
    }
    if (first.requeue() && is.state() == CANCELED) {
      return; // queued again and canceled in one step: another order, of what does not run
    }
    if (second == null) {
      require(
          first.requeue() && is.state() == QUEUED, () -> "a cancel was lost: " + was + " to " + is);
      return;
    }
    require(
        !notBefore(second.deadline(), now).isAfter(notBefore(first.deadline(), now)),
        () -> "a deadline moved away: " + first + " to " + second);
    require(second.force() || !first.force(), () -> "force was lost: " + first + " to " + second);
    require(
        first.requeue()
            || (second.message().equals(first.message())
                && second.requestedBy().equals(first.requestedBy())
                && second.acceptedAt().equals(first.acceptedAt())
                && second.cause() == first.cause()
                && !second.requeue()),
        () -> "the first request does not stand: " + first + " to " + second);
  }

  private static Instant notBefore(Instant time, Instant floor) {
    return time.isBefore(floor) ? floor : time;
  }

  // ---- nodes ----

  private static void residues(Cluster cluster, ClusterImage after) {
    for (var node : after.nodes()) {
      var expected =
          tasks(after)
              .filter(task -> processes(task) > 0)
              .filter(task -> task.lastAttempt().orElseThrow().node().equals(node.name()))
              .toList();
      require(
          cluster.tasksWithResidueOn(node.name()).equals(expected),
          () -> "residue is not found by its node: " + node);
    }
  }

  private void node(Node node, List<Task> tasks) {
    var used = Resources.NONE;
    var count = 0;
    for (var task : tasks) {
      if (task.state().holdsResources()
          && task.lastAttempt().orElseThrow().node().equals(node.name())) {
        used = used.plus(task.spec().resources());
        count++;
      }
    }
    var sum = used;
    var number = count;
    require(
        node.used().equals(sum) && node.tasks() == number,
        () -> number + " attempts use " + sum + ": " + node);
    require(node.reachable() || number == 0, () -> "work on a lost node: " + node);
    require(
        node.state() != NodeState.DRAINING || number > 0, () -> "nothing left to drain: " + node);
    require(node.state() != NodeState.OFFLINE || number == 0, () -> "offline with work: " + node);
  }

  /** Nothing was given to a node that took no work or had no room. */
  private void assignments(ClusterImage after) {
    var known = new TreeMap<TaskId, Task>();
    tasks(before).forEach(task -> known.put(task.id(), task));
    for (var task : tasks(after).toList()) {
      var was = known.get(task.id());
      var isNew = task.attempts().size() > (was == null ? 0 : was.attempts().size());
      if (isNew) {
        var name = task.lastAttempt().orElseThrow().node();
        require(
            before.nodes().stream().anyMatch(node -> node.name().equals(name) && node.takesWork()),
            () -> "given to a node that takes no work: " + task);
        require(
            after.nodes().stream()
                .anyMatch(
                    node ->
                        node.name().equals(name) && node.used().fitsIn(node.offer().capacity())),
            () -> "given to a node without room: " + task);
      }
    }
  }

  // ---- jobs ----

  private void job(JobImage entry) {
    var job = entry.job();
    var tasks = entry.tasks();
    var open = tasks.stream().filter(task -> !task.state().isFinal()).count();
    var failed = tasks.stream().filter(task -> task.state() == FAILED).count();
    var queued = tasks.stream().anyMatch(task -> task.state() == QUEUED);
    var holding = tasks.stream().anyMatch(task -> task.state().holdsResources());
    switch (job.state()) {
      case CONFIGURING ->
          require(!queued && !holding && job.submitOrder() == 0, () -> "begun too early: " + job);
      case SUBMITTED, VALIDATING -> throw new AssertionError("passed through in one step: " + job);
      case QUEUED ->
          require(
              open > 0 && tasks.stream().allMatch(task -> task.attempts().isEmpty()),
              () -> "queued: " + entry);
      case RUNNING -> require(open > 0, () -> "running without tasks: " + entry);
      case CANCELING, FINISHING -> require(holding && !queued, () -> "ending: " + entry);
      case FINISHED ->
          require(open == 0 && failed == 0 && job.cancellation() == null, () -> "done: " + entry);
      case FAILED -> require(open == 0 && failed > 0, () -> "failed: " + entry);
      case CANCELED -> require(open == 0 && job.cancellation() != null, () -> "canceled: " + entry);
    }
    require(
        job.state() != JobState.CANCELING || job.cancellation() != null,
        () -> "canceled by nobody: " + job);
    keptJob(job);
  }

  private void keptJob(Job job) {
    for (var entry : before.jobs()) {
      var was = entry.job();
      if (was.id() == job.id()) {
        require(!was.state().isFinal() || was.equals(job), () -> "a final job changed: " + job);
        var first = was.cancellation();
        var second = job.cancellation();
        require(
            first == null
                || (second != null
                    && !second.deadline().isAfter(first.deadline())
                    && second.message().equals(first.message())
                    && job.message().equals(was.message())),
            () -> "the first request does not stand: " + was + " to " + job);
      }
    }
  }

  // ---- what is derived ----

  private static void counters(Cluster cluster, ClusterImage after, List<Task> tasks) {
    var states = new TreeMap<TaskState, Long>();
    tasks.forEach(task -> states.merge(task.state(), 1L, Long::sum));
    require(cluster.allTaskCounts().equals(states), () -> "counted " + cluster.allTaskCounts());
    var jobs = new TreeMap<JobState, Long>();
    after.jobs().forEach(entry -> jobs.merge(entry.job().state(), 1L, Long::sum));
    require(cluster.jobCounts().equals(jobs), () -> "counted " + cluster.jobCounts());
    for (var entry : after.jobs()) {
      var ofJob = new TreeMap<TaskState, Long>();
      entry.tasks().forEach(task -> ofJob.merge(task.state(), 1L, Long::sum));
      var counted = cluster.taskCounts(entry.job().id());
      require(counted.equals(ofJob), () -> "counted " + counted + " in " + entry);
    }
  }

  private static void queue(Cluster cluster, ClusterImage after, List<Task> tasks) {
    var jobs = new HashMap<Long, Job>();
    after.jobs().forEach(entry -> jobs.put(entry.job().id(), entry.job()));
    Comparator<Task> order =
        Comparator.<Task>comparingInt(task -> -jobs.get(task.id().job()).spec().priority())
            .thenComparingLong(task -> jobs.get(task.id().job()).submitOrder())
            .thenComparing(Task::id);
    var queued = tasks.stream().filter(task -> task.state() == QUEUED).sorted(order).toList();
    require(
        cluster.queue().size() == queued.size(),
        () -> cluster.queue().size() + " wait, not " + queued.size());
    var expected =
        queued.stream()
            .filter(
                task ->
                    after.nodes().stream().anyMatch(node -> node.couldRun(task.spec().resources())))
            .collect(Collectors.toCollection(ArrayList::new));
    var found = new ArrayList<TaskId>();
    var scan = cluster.queue().scan(Instant.MIN);
    for (var next = scan.next(); next.isPresent(); next = scan.next()) {
      found.add(next.get().task());
    }
    // Who was set back may be left out until its pause is over, unless another node could run it.
    expected.removeIf(task -> !found.contains(task.id()) && isPaused(after, task));
    var ids = expected.stream().map(Task::id).toList();
    require(found.equals(ids), () -> "queue " + found + ", not " + ids);
  }

  private static boolean isPaused(ClusterImage image, Task task) {
    var setback = Setback.of(task);
    return !setback.isNone()
        && image.nodes().stream()
            .noneMatch(
                node ->
                    node.couldRun(task.spec().resources())
                        && !setback.nodes().contains(node.name()));
  }

  // ---- orders are levels ----

  private void orders(Cluster cluster, ClusterImage after, Outcome outcome) {
    var told = new TreeSet<AttemptId>();
    for (var effect : outcome.effects()) {
      if (effect instanceof Effect.Tell tell) {
        told.add(tell.attempt());
      }
    }
    for (var node : after.nodes()) {
      var expected = new TreeSet<>(node.leftovers());
      tasks(after)
          .filter(task -> task.state().holdsResources())
          .filter(task -> task.state() != FINISHING || task.cancellation() != null)
          .filter(task -> task.lastAttempt().orElseThrow().node().equals(node.name()))
          .forEach(task -> expected.add(task.attemptId()));
      var actual = new TreeSet<AttemptId>();
      cluster.orders(node.name()).forEach(order -> actual.add(order.attempt()));
      require(actual.equals(expected), () -> node.name() + ": " + actual + ", not " + expected);
    }
    var known = new HashMap<TaskId, Task>();
    tasks(before).forEach(task -> known.put(task.id(), task));
    tasks(after)
        .filter(task -> task.state().holdsResources())
        .forEach(task -> order(cluster, known.get(task.id()), task, told));
  }

  private static void order(Cluster cluster, Task was, Task is, Set<AttemptId> told) {
    var node = is.lastAttempt().orElseThrow().node();
    var order = cluster.order(node, is.attemptId()).orElse(null);
    if (is.state() == DISPATCHING || is.state() == RUNNING) {
      require(order instanceof Order.Start, () -> "should run: " + is + " by " + order);
    } else if (is.cancellation() != null) { // CANCELING, or FINISHING on a node taken away
      require(
          order instanceof Order.Stop stop && stop.cancellation().equals(is.cancellation()),
          () -> "should end: " + is + " by " + order);
    } else {
      require(order == null, () -> "ends by itself: " + is + " by " + order);
    }
    var isNew = was == null || was.attempt() != is.attempt();
    var isCanceled =
        is.cancellation() != null && (was == null || !is.cancellation().equals(was.cancellation()));
    require(told.contains(is.attemptId()) || !(isNew || isCanceled), () -> "nobody is told: " + is);
  }
}
