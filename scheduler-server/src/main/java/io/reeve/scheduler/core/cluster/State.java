package io.reeve.scheduler.core.cluster;

import io.reeve.scheduler.core.Resources;
import io.reeve.scheduler.core.job.Job;
import io.reeve.scheduler.core.job.JobMachine;
import io.reeve.scheduler.core.job.JobState;
import io.reeve.scheduler.core.node.FormerLease;
import io.reeve.scheduler.core.node.Lease;
import io.reeve.scheduler.core.node.Node;
import io.reeve.scheduler.core.task.AttemptId;
import io.reeve.scheduler.core.task.Setback;
import io.reeve.scheduler.core.task.Task;
import io.reeve.scheduler.core.task.TaskId;
import io.reeve.scheduler.core.task.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The tables and everything derived from them. Every change of a job, task or node goes through
 * {@code put}, which keeps the derived parts, the events and the effects in step: there is no way
 * to change one without the others.
 */
final class State {
  private final JobTable jobs = new JobTable();
  private final TreeMap<String, Node> nodes = new TreeMap<>();
  private final TreeMap<String, TreeSet<TaskId>> onNode = new TreeMap<>();
  private final long[] jobCounts = new long[JobState.values().length];
  private final long[] taskCounts = new long[TaskState.values().length];
  private final ResidueIndex residues = new ResidueIndex();
  private final PendingQueue queue = new PendingQueue(this::waitsSo, this::someNodeCouldRun);
  private final AnsweredRequests requests = new AnsweredRequests();
  private Parameters parameters = Parameters.DEFAULT;
  private @Nullable FormerLease formerLease;
  private long lastJobId;
  private long lastSubmitOrder;
  private long lastEvent;
  private Instant now = Instant.EPOCH;

  private List<Event> events = new ArrayList<>();
  private List<Effect> effects = new ArrayList<>();
  private boolean planningPays;

  // ---- one command ----

  void begin(Instant time) {
    if (time.isBefore(now)) {
      throw new IllegalArgumentException("time runs backwards: " + time + " after " + now);
    }
    now = time;
    requests.forgetOlderThan(now);
  }

  Outcome finish(Reply reply) {
    var outcome = new Outcome(reply, List.copyOf(events), List.copyOf(effects), planningPays);
    if (!events.isEmpty()) {
      events = new ArrayList<>();
    }
    if (!effects.isEmpty()) {
      effects = new ArrayList<>();
    }
    planningPays = false;
    return outcome;
  }

  // ---- reading ----

  Instant now() {
    return now;
  }

  JobTable jobs() {
    return jobs;
  }

  /** By name. */
  SortedMap<String, Node> nodes() {
    return nodes;
  }

  private Node node(String name) {
    return Objects.requireNonNull(nodes.get(name), name);
  }

  ResidueIndex residues() {
    return residues;
  }

  PendingQueue queue() {
    return queue;
  }

  AnsweredRequests requests() {
    return requests;
  }

  Parameters parameters() {
    return parameters;
  }

  /** The longest lease that an agent may go by at that time. */
  Lease longestLease(Instant at) {
    var former = formerLease;
    var current = parameters.lease();
    return former != null && former.countsAt(at) && former.lease().isLongerThan(current)
        ? former.lease()
        : current;
  }

  long lastEvent() {
    return lastEvent;
  }

  Optional<Task> task(TaskId id) {
    return id.subtask() != 0
        ? Optional.empty()
        : jobs.get(id.job()).flatMap(entry -> entry.task(id.task()));
  }

  /** The tasks that hold resources of a node, by id; a copy. */
  List<TaskId> tasksOn(String node) {
    var ids = onNode.get(node);
    return ids == null ? List.of() : List.copyOf(ids);
  }

  /** Whether this attempt holds resources of this node. */
  boolean isCurrentOn(String node, AttemptId attempt) {
    return task(attempt.task())
        .flatMap(Task::currentAttempt)
        .filter(current -> current.number() == attempt.number() && current.node().equals(node))
        .isPresent();
  }

  private boolean someNodeCouldRun(Resources wanted, SortedSet<String> except) {
    return nodes.values().stream()
        .anyMatch(node -> node.couldRun(wanted) && !except.contains(node.name()));
  }

  /** Whether some node has that much, whether it takes work now or not. */
  boolean someNodeHas(Resources wanted) {
    return nodes.values().stream().anyMatch(node -> wanted.fitsIn(node.offer().capacity()));
  }

  Map<JobState, Long> jobCounts() {
    return counts(JobState.values(), jobCounts);
  }

  Map<TaskState, Long> taskCounts() {
    return counts(TaskState.values(), taskCounts);
  }

  private static <S extends Enum<S>> Map<S, Long> counts(S[] states, long[] counts) {
    var map = new TreeMap<S, Long>();
    for (var state : states) {
      if (counts[state.ordinal()] > 0) {
        map.put(state, counts[state.ordinal()]);
      }
    }
    return map;
  }

  // ---- changing ----

  long nextJobId() {
    return ++lastJobId;
  }

  long nextSubmitOrder() {
    return ++lastSubmitOrder;
  }

  void set(Parameters changed) {
    formerLease = FormerLease.after(formerLease, parameters.lease(), changed.lease(), now);
    parameters = changed;
  }

  void acknowledge(String node, AttemptId attempt) {
    effects.add(new Effect.Acknowledge(node, attempt));
  }

  /** More may be startable than the planner knows. */
  void wakePlanner() {
    planningPays = true;
  }

  /** Something that was not known before should be told to a node. */
  void tell(String node, AttemptId attempt) {
    effects.add(new Effect.Tell(node, attempt));
  }

  JobEntry add(Job job) {
    var entry = new JobEntry(job);
    jobs.add(entry);
    jobCounts[job.state().ordinal()]++;
    return entry;
  }

  void add(JobEntry entry, Task task) {
    entry.add(task);
    taskCounts[task.state().ordinal()]++;
  }

  void put(JobEntry entry, Job job) {
    var before = entry.job();
    if (before.equals(job)) {
      return;
    }
    jobCounts[before.state().ordinal()]--;
    jobCounts[job.state().ordinal()]++;
    entry.set(job);
    var states = JobState.values();
    for (var step = before.history().size(); step < job.history().size(); step++) {
      emit(
          new Event.JobChanged(
              job.id(),
              states[job.history().ordinal(step - 1)],
              states[job.history().ordinal(step)],
              job.message()));
    }
  }

  /**
   * Puts a task in the place of what it was, and rolls its job up when it was the last one open.
   */
  void put(JobEntry entry, Task task) {
    var before = entry.task(task.id().task()).orElseThrow();
    if (before.equals(task)) {
      return;
    }
    taskCounts[before.state().ordinal()]--;
    taskCounts[task.state().ordinal()]++;
    entry.replace(task.sharing(entry.job().history()));
    emitSteps(before, task);
    residues.replace(before, task).ifPresent(this::emit);
    index(entry.job(), before, task);
    tellChange(before, task);
    if (entry.open() == 0) {
      put(entry, JobMachine.allEnded(entry.job(), entry.failed(), now));
    }
  }

  void put(Node node) {
    var before = nodes.put(node.name(), node);
    var same =
        before != null
            && before.state() == node.state()
            && before.reachable() == node.reachable()
            && before.offer().capacity().equals(node.offer().capacity());
    if (!same) {
      emit(new Event.NodeChanged(node.name(), node.state(), node.reachable()));
      queue.refit(this::someNodeCouldRun);
      planningPays |= queue.hasSetbacks(); // who avoided a node may have to go back to it
    }
    if (node.takesWork() && (before == null || !before.takesWork())) {
      planningPays = true;
    }
  }

  private void emitSteps(Task before, Task task) {
    var states = TaskState.values();
    var history = task.history();
    for (var step = before.history().size(); step < history.size(); step++) {
      var to = states[history.ordinal(step)];
      var last = task.lastAttempt();
      emit(
          new Event.TaskChanged(
              task.id(),
              states[history.ordinal(step - 1)],
              to,
              task.attempt(),
              last.map(attempt -> attempt.node()).orElse(""),
              to.isFinal() ? task.cause() : null,
              to.isFinal() ? last.map(attempt -> attempt.exit()).orElse(null) : null,
              to.isFinal() ? task.message() : ""));
    }
  }

  private void emit(Event.Change change) {
    events.add(new Event(++lastEvent, now, change));
  }

  private void index(Job job, Task before, Task task) {
    if (before.state() == task.state()) {
      return;
    }
    var resources = task.spec().resources();
    if (isQueued(before)) {
      queue.remove(queueKey(job, before), task.id());
      if (!task.state().holdsResources()) {
        planningPays = true; // it may have held up others
      }
    }
    if (before.state().holdsResources() && !task.state().holdsResources()) {
      var name = before.lastAttempt().orElseThrow().node();
      release(name, task.id());
      put(node(name).giving(resources));
      planningPays = true;
    }
    if (!before.state().holdsResources() && task.state().holdsResources()) {
      var name = task.lastAttempt().orElseThrow().node();
      onNode.computeIfAbsent(name, unused -> new TreeSet<>()).add(task.id());
      put(node(name).taking(resources));
    }
    if (isQueued(task)) {
      queue.add(queueKey(job, task), job.submitOrder(), task.id());
      planningPays = true;
    }
  }

  /** Only its setback tells the line of a task: the rest of the key never changes. */
  private boolean waitsSo(TaskId id, PendingQueue.Key key) {
    return task(id)
        .filter(task -> isQueued(task) && Setback.of(task).equals(key.setback()))
        .isPresent();
  }

  private static PendingQueue.Key queueKey(Job job, Task task) {
    return new PendingQueue.Key(job.spec().priority(), task.spec().resources(), Setback.of(task));
  }

  private void release(String node, TaskId task) {
    var ids = Objects.requireNonNull(onNode.get(node), node);
    ids.remove(task);
    if (ids.isEmpty()) {
      onNode.remove(node);
    }
  }

  private void tellChange(Task before, Task task) {
    if (!task.state().holdsResources()) {
      return;
    }
    var begins = task.state() == TaskState.DISPATCHING && before.state() != TaskState.DISPATCHING;
    var order = task.cancellation();
    if (begins || (order != null && !order.equals(before.cancellation()))) {
      tell(task.lastAttempt().orElseThrow().node(), task.attemptId());
    }
  }

  private static boolean isQueued(Task task) {
    return task.state() == TaskState.QUEUED;
  }

  // ---- whole ----

  ClusterImage image() {
    var all = new ArrayList<ClusterImage.JobImage>(jobs.size());
    jobs.forEach(entry -> all.add(new ClusterImage.JobImage(entry.job(), entry.copyOfTasks())));
    return new ClusterImage(
        now,
        lastJobId,
        lastSubmitOrder,
        lastEvent,
        parameters,
        formerLease,
        all,
        List.copyOf(nodes.values()),
        requests.image());
  }

  static State of(ClusterImage image) {
    var state = new State();
    state.now = image.time();
    state.lastJobId = image.lastJobId();
    state.lastSubmitOrder = image.lastSubmitOrder();
    state.lastEvent = image.lastEvent();
    state.parameters = image.parameters();
    state.formerLease = image.formerLease();
    image.nodes().forEach(node -> state.nodes.put(node.name(), node));
    image.jobs().forEach(state::restore);
    image
        .requests()
        .forEach(known -> state.requests.remember(known.request(), known.reply(), known.time()));
    return state;
  }

  private void restore(ClusterImage.JobImage image) {
    var entry = add(image.job());
    entry.reserve(image.tasks().size());
    for (var task : image.tasks()) {
      add(entry, task);
      residues.add(task);
      if (isQueued(task)) {
        queue.add(queueKey(image.job(), task), image.job().submitOrder(), task.id());
      }
      task.currentAttempt()
          .ifPresent(
              attempt ->
                  onNode.computeIfAbsent(attempt.node(), unused -> new TreeSet<>()).add(task.id()));
    }
  }

  /** Attempts in an inventory that this cluster does not want on that node. */
  SortedSet<AttemptId> unwanted(String node, List<AttemptId> found) {
    var unwanted = new TreeSet<AttemptId>();
    found.stream().filter(attempt -> !isCurrentOn(node, attempt)).forEach(unwanted::add);
    return unwanted;
  }
}
