package io.reeve.scheduler.core.cluster;

import io.reeve.scheduler.core.job.Job;
import io.reeve.scheduler.core.job.JobState;
import io.reeve.scheduler.core.node.Lease;
import io.reeve.scheduler.core.node.Node;
import io.reeve.scheduler.core.task.AttemptId;
import io.reeve.scheduler.core.task.Cancellation;
import io.reeve.scheduler.core.task.Cause;
import io.reeve.scheduler.core.task.Task;
import io.reeve.scheduler.core.task.TaskId;
import io.reeve.scheduler.core.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The whole state of the cluster and the only way to change it. Deterministic: the same commands
 * with the same times, from the same image, give the same replies, events, effects and image. Not
 * thread-safe: one thread owns it.
 */
public final class Cluster implements ClusterView {
  private final State state;
  private final CommandHandler handler;

  private Cluster(State state) {
    this.state = state;
    this.handler = new CommandHandler(state);
  }

  /** A cluster as it was. */
  public static Cluster of(ClusterImage image) {
    return new Cluster(State.of(image));
  }

  /**
   * Applies a command.
   *
   * @param now the time stamped on it; never before that of the command before
   */
  public Outcome apply(Command command, Instant now) {
    state.begin(now);
    var request = command instanceof Command.Mutation mutation ? mutation.request() : null;
    if (request == null) {
      return state.finish(command.accept(handler));
    }
    var known = state.requests().find(request);
    if (known.isPresent()) {
      return state.finish(known.get());
    }
    var reply = command.accept(handler);
    if (!(reply
        instanceof Reply.Refused)) { // what was refused changed nothing and may be tried again
      state.requests().remember(request, reply, now);
    }
    return state.finish(reply);
  }

  /** The state now; later changes do not touch it. */
  public ClusterImage image() {
    return state.image();
  }

  @Override
  public Optional<Job> job(long id) {
    return state.jobs().get(id).map(JobEntry::job);
  }

  @Override
  public Optional<Task> task(TaskId id) {
    return state.task(id);
  }

  @Override
  public int taskCount(long job) {
    return state.jobs().get(job).map(JobEntry::taskCount).orElse(0);
  }

  @Override
  public Map<TaskState, Long> taskCounts(long job) {
    return state.jobs().get(job).map(JobEntry::counts).orElseGet(Map::of);
  }

  @Override
  public Optional<Job> firstJobFrom(long id) {
    return state.jobs().ceiling(id).map(JobEntry::job);
  }

  @Override
  public Optional<Job> lastJobUpTo(long id) {
    return state.jobs().floor(id).map(JobEntry::job);
  }

  @Override
  public List<Task> tasks(TaskSelection selection, TaskId from, int skip, int limit) {
    return new Selector(state).tasks(selection, from, skip, limit);
  }

  @Override
  public TaskScan scan(TaskSelection.Filter filter, TaskId from, int limit, int steps) {
    return new Selector(state).scan(filter, from, limit, steps);
  }

  @Override
  public CancelResults previewCancel(TaskSelection selection, boolean stopOnError) {
    var results = new CancelResults.Builder(selection);
    var canceled = new HashSet<TaskId>();
    var stopped = false;
    for (var id : new Selector(state).ids(selection)) {
      var verdict = stopped ? Verdict.SKIPPED : preview(id, canceled.add(id));
      stopped |= stopOnError && verdict.isFailure();
      results.add(id, verdict);
    }
    return results.build();
  }

  /** A ref that is given twice meets a task that its first cancel has changed already. */
  private Verdict preview(TaskId id, boolean first) {
    var verdict =
        state.task(id).map(task -> Verdict.onCancelIn(task.state())).orElse(Verdict.NOT_FOUND);
    return first ? verdict : verdict.repeated();
  }

  @Override
  public Optional<Node> node(String name) {
    return Optional.ofNullable(state.nodes().get(name));
  }

  @Override
  public Collection<Node> nodes() {
    return Collections.unmodifiableCollection(state.nodes().values());
  }

  @Override
  public List<AttemptId> attemptsOn(String node) {
    return state.tasksOn(node).stream()
        .map(id -> state.task(id).orElseThrow().attemptId())
        .toList();
  }

  @Override
  public List<Task> tasksWithResidueOn(String node) {
    return state.residues().on(node).stream().map(id -> state.task(id).orElseThrow()).toList();
  }

  @Override
  public Optional<Order> order(String node, AttemptId attempt) {
    if (state.isCurrentOn(node, attempt)) {
      return orderFor(state.task(attempt.task()).orElseThrow());
    }
    return node(node)
        .filter(known -> known.leftovers().contains(attempt))
        .map(known -> new Order.Stop(attempt, notWanted(known)));
  }

  @Override
  public List<Order> orders(String node) {
    var orders = new ArrayList<Order>();
    attemptsOn(node).forEach(attempt -> order(node, attempt).ifPresent(orders::add));
    node(node)
        .ifPresent(
            known ->
                known
                    .leftovers()
                    .forEach(attempt -> orders.add(new Order.Stop(attempt, notWanted(known)))));
    return orders;
  }

  private Optional<Order> orderFor(Task task) {
    return switch (task.state()) {
      case DISPATCHING, RUNNING -> {
        var job = job(task.id().job()).orElseThrow();
        yield Optional.of(
            new Order.Start(task.attemptId(), task, job, handler.graceOf(task, job, null)));
      }
      case CANCELING, FINISHING ->
          Optional.ofNullable(task.cancellation())
              .map(cancellation -> new Order.Stop(task.attemptId(), cancellation));
      case CONFIGURING, SUBMITTED, VALIDATING, QUEUED, FINISHED, FAILED, CANCELED ->
          Optional.empty();
    };
  }

  /** The cluster has declared it dead: whatever is left of it goes at once. */
  private static Cancellation notWanted(Node node) {
    return Cancellation.requested(
        "reeve",
        "not wanted on this node any more",
        node.joinedAt(),
        Duration.ZERO,
        true,
        Cause.NODE_LOST,
        false);
  }

  @Override
  public PendingQueue queue() {
    return state.queue();
  }

  @Override
  public Parameters parameters() {
    return state.parameters();
  }

  @Override
  public Lease longestLease(Instant at) {
    return state.longestLease(at);
  }

  @Override
  public long lastEvent() {
    return state.lastEvent();
  }

  @Override
  public Instant time() {
    return state.now();
  }

  @Override
  public Map<JobState, Long> jobCounts() {
    return state.jobCounts();
  }

  @Override
  public Map<TaskState, Long> allTaskCounts() {
    return state.taskCounts();
  }
}
