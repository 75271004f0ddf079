package io.reeve.scheduler.core.cluster;

import io.reeve.scheduler.core.Refusal;
import io.reeve.scheduler.core.Refusal.Reason;
import io.reeve.scheduler.core.job.Job;
import io.reeve.scheduler.core.job.JobMachine;
import io.reeve.scheduler.core.job.JobState;
import io.reeve.scheduler.core.node.InventoryItem;
import io.reeve.scheduler.core.node.Node;
import io.reeve.scheduler.core.node.NodeState;
import io.reeve.scheduler.core.task.AttemptId;
import io.reeve.scheduler.core.task.Cancellation;
import io.reeve.scheduler.core.task.Cause;
import io.reeve.scheduler.core.task.Decision;
import io.reeve.scheduler.core.task.EndReport;
import io.reeve.scheduler.core.task.RetryPolicy;
import io.reeve.scheduler.core.task.Task;
import io.reeve.scheduler.core.task.TaskId;
import io.reeve.scheduler.core.task.TaskMachine;
import io.reeve.scheduler.core.task.TaskSpec;
import io.reeve.scheduler.core.task.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What each command does: finds what it is about, asks the machines, puts what they answer. Checks
 * come first.
 */
final class CommandHandler implements Command.Handler<Reply> {
  private final State state;

  CommandHandler(State state) {
    this.state = state;
  }

  // ---- jobs ----

  @Override
  public Reply on(Command.CreateJob command) {
    var entry =
        state.add(Job.configuring(state.nextJobId(), command.owner(), command.spec(), state.now()));
    return new Reply.JobAccepted(entry.job().id(), 0);
  }

  @Override
  public Reply on(Command.AddTasks command) {
    var refusal = notConfiguring(command.job());
    if (refusal.isPresent()) {
      return new Reply.Refused(refusal.get());
    }
    var entry = state.jobs().get(command.job()).orElseThrow();
    if (entry.taskCount() + command.tasks().size() > Job.MAX_TASKS) {
      return new Reply.Refused(
          Refusal.of(
              Reason.INVALID_FIELD,
              "field",
              "tasks",
              "description",
              "a job has at most " + Job.MAX_TASKS + " tasks"));
    }
    var first = entry.taskCount() + 1;
    addTasks(entry, command.tasks());
    return new Reply.TasksAdded(first, command.tasks().size());
  }

  @Override
  public Reply on(Command.SubmitJob command) {
    var refusal =
        notConfiguring(command.job())
            .or(
                () ->
                    command.refuseIfNeverFits()
                        ? neverFits(state.jobs().get(command.job()).orElseThrow().tasks())
                        : Optional.empty());
    if (refusal.isPresent()) {
      return new Reply.Refused(refusal.get());
    }
    var entry = state.jobs().get(command.job()).orElseThrow();
    submit(entry);
    return new Reply.JobAccepted(command.job(), entry.taskCount());
  }

  @Override
  public Reply on(Command.SubmitNewJob command) {
    if (command.refuseIfNeverFits()) {
      var tooLarge = firstThatNeverFits(command.tasks());
      if (tooLarge > 0) {
        return new Reply.Refused(Refusal.of(Reason.NEVER_FITS, "task", tooLarge));
      }
    }
    var entry =
        state.add(Job.configuring(state.nextJobId(), command.owner(), command.spec(), state.now()));
    addTasks(entry, command.tasks());
    submit(entry);
    return new Reply.JobAccepted(entry.job().id(), entry.taskCount());
  }

  @Override
  public Reply on(Command.CancelJob command) {
    var found = state.jobs().get(command.job());
    if (found.isEmpty()) {
      return new Reply.Refused(jobNotFound(command.job()));
    }
    var entry = found.get();
    var job = entry.job();
    if (job.state().isFinal()) {
      return new Reply.Refused(
          Refusal.of(Reason.JOB_ALREADY_ENDED, "job", job.id(), "state", job.state()));
    }
    var grace = command.order().grace() != null ? command.order().grace() : jobGrace(job);
    var request = cancellation(command.order(), grace, Cause.JOB_CANCELED);
    state.put(entry, JobMachine.cancelRequested(job, request, state.now()));
    endTasks(entry, command.order(), Cause.JOB_CANCELED, command.graceful());
    return new Reply.Done();
  }

  private void addTasks(JobEntry entry, List<TaskSpec> specs) {
    entry.reserve(specs.size());
    for (var spec : specs) {
      var id = TaskId.of(entry.job().id(), entry.taskCount() + 1);
      state.add(entry, Task.configuring(id, spec, state.now()));
    }
  }

  private void submit(JobEntry entry) {
    var now = state.now();
    state.put(entry, JobMachine.submitted(entry.job(), state.nextSubmitOrder(), now));
    for (var id = 1; id <= entry.taskCount(); id++) {
      var task = entry.task(id).orElseThrow();
      if (task.state() == TaskState.CONFIGURING) {
        // Validation has nothing to wait for yet: what can be checked was checked at the rim.
        var submitted = TaskMachine.submitted(task, now).next();
        var validating = TaskMachine.validationBegan(submitted, now).next();
        state.put(entry, TaskMachine.validated(validating, now).next());
      }
    }
    if (entry.open() == 0) {
      state.put(entry, JobMachine.allEnded(entry.job(), entry.failed(), now));
    }
  }

  private Optional<Refusal> notConfiguring(long job) {
    return state
        .jobs()
        .get(job)
        .map(
            entry ->
                entry.job().state() == JobState.CONFIGURING
                    ? Optional.<Refusal>empty()
                    : Optional.of(
                        Refusal.of(
                            Reason.JOB_NOT_CONFIGURING, "job", job, "state", entry.job().state())))
        .orElseGet(() -> Optional.of(jobNotFound(job)));
  }

  private Optional<Refusal> neverFits(List<Task> tasks) {
    return tasks.stream()
        .filter(task -> task.state() == TaskState.CONFIGURING)
        .filter(task -> !state.someNodeHas(task.spec().resources()))
        .findFirst()
        .map(task -> Refusal.of(Reason.NEVER_FITS, "task", task.id()));
  }

  /** Its number, from 1; 0 when all fit. */
  private int firstThatNeverFits(List<TaskSpec> specs) {
    for (var number = 1; number <= specs.size(); number++) {
      if (!state.someNodeHas(specs.get(number - 1).resources())) {
        return number;
      }
    }
    return 0;
  }

  private static Refusal jobNotFound(long job) {
    return Refusal.of(Reason.JOB_NOT_FOUND, "job", job);
  }

  // ---- ending tasks ----

  @Override
  public Reply on(Command.CancelTasks command) {
    var results = new CancelResults.Builder(command.selection());
    var stopped = false;
    for (var id : new Selector(state).ids(command.selection())) {
      var verdict = stopped ? Verdict.SKIPPED : cancelTask(id, command.order());
      stopped |= command.stopOnError() && verdict.isFailure();
      results.add(id, verdict);
    }
    return new Reply.TasksCanceled(results.build());
  }

  private Verdict cancelTask(TaskId id, CancelOrder order) {
    var task = state.task(id);
    if (task.isEmpty()) {
      return Verdict.NOT_FOUND;
    }
    var verdict = Verdict.onCancelIn(task.get().state());
    if (verdict != Verdict.ALREADY_ENDED) {
      endTask(state.jobs().get(id.job()).orElseThrow(), task.get(), order, Cause.CANCELED);
    }
    return verdict;
  }

  private void endTasks(JobEntry entry, CancelOrder order, Cause cause, boolean sparesRunning) {
    for (var id = 1; id <= entry.taskCount(); id++) {
      var task = entry.task(id).orElseThrow();
      var spared = sparesRunning && task.state().holdsResources();
      if (!spared && Verdict.onCancelIn(task.state()) != Verdict.ALREADY_ENDED) {
        endTask(entry, task, order, cause);
      }
    }
  }

  private void endTask(JobEntry entry, Task task, CancelOrder order, Cause cause) {
    var request = cancellation(order, graceOf(task, entry.job(), order.grace()), cause);
    state.put(entry, TaskMachine.cancelRequested(task, request, state.now()).next());
  }

  /**
   * Grace in force. Source: design, section 7: the request's, else the task's, else the job's, else
   * the cluster's.
   */
  Duration graceOf(Task task, Job job, @Nullable Duration requested) {
    if (requested != null) {
      return requested;
    }
    var own = task.spec().grace();
    return own != null ? own : jobGrace(job);
  }

  private Duration jobGrace(Job job) {
    var own = job.spec().grace();
    return own != null ? own : state.parameters().taskCancelGracePeriod();
  }

  private Cancellation cancellation(CancelOrder order, Duration grace, Cause cause) {
    var force = order.force() || grace.isZero();
    return Cancellation.requested(
        order.requestedBy(), order.message(), state.now(), grace, force, cause, false);
  }

  // ---- parameters and nodes, on request ----

  @Override
  public Reply on(Command.SetParameters command) {
    var refusal = Parameters.refusalOf(command.values());
    if (refusal.isPresent()) {
      return new Reply.Refused(refusal.get());
    }
    state.set(state.parameters().with(command.values()));
    return new Reply.Done();
  }

  @Override
  public Reply on(Command.BringOnline command) {
    return changeNode(command.node(), node -> node.state() == NodeState.ONLINE, Node::online);
  }

  @Override
  public Reply on(Command.TakeOffline command) {
    var reply =
        changeNode(
            command.node(),
            node ->
                node.state() == NodeState.OFFLINE
                    || (node.state() == NodeState.DRAINING && !command.force()),
            node -> node.draining(command.message()));
    if (reply instanceof Reply.Done && command.force()) {
      state.tasksOn(command.node()).forEach(id -> takeAway(id, command));
    }
    return reply;
  }

  private Reply changeNode(String name, Predicate<Node> already, UnaryOperator<Node> change) {
    var node = state.nodes().get(name);
    if (node == null) {
      return new Reply.Refused(Refusal.of(Reason.NODE_NOT_FOUND, "node", name));
    }
    if (already.test(node)) {
      return new Reply.Refused(Refusal.of(Reason.NODE_STATE, "node", name, "state", node.state()));
    }
    state.put(change.apply(node));
    return new Reply.Done();
  }

  private void takeAway(TaskId id, Command.TakeOffline command) {
    var entry = state.jobs().get(id.job()).orElseThrow();
    var task = state.task(id).orElseThrow();
    var why = command.message().isEmpty() ? "node taken offline" : command.message();
    var request =
        Cancellation.requested(
            command.requestedBy(), why, state.now(), Duration.ZERO, true, Cause.NODE_LOST, true);
    var decision =
        task.state() == TaskState.FINISHING
            ? TaskMachine.leftBehindUnwanted(task, request)
            : TaskMachine.cancelRequested(task, request, state.now());
    state.put(entry, decision.next());
  }

  // ---- nodes, by themselves ----

  @Override
  public Reply on(Command.NodeJoined command) {
    var name = command.offer().name();
    var found = new TreeMap<AttemptId, InventoryItem>();
    command.inventory().forEach(item -> found.put(item.attempt(), item));
    var before = state.nodes().get(name);
    var rebooted = before != null && !before.offer().bootId().equals(command.offer().bootId());
    var tasks = state.tasksOn(name);
    tasks.forEach(id -> reconcile(id, found, rebooted));
    var unwanted = state.unwanted(name, List.copyOf(found.keySet()));
    var now = state.nodes().get(name); // reconciling may have given resources back
    state.put(
        (now == null ? Node.joined(command.offer(), state.now()) : now)
            .rejoined(command.offer(), unwanted, state.now()));
    if (unwanted.isEmpty()) {
      state.wakePlanner(); // it can be told again, and may have more than before
    }
    tasks.forEach(this::failJobOf);
    return new Reply.Done();
  }

  private void reconcile(TaskId id, Map<AttemptId, InventoryItem> found, boolean rebooted) {
    var task = state.task(id).orElseThrow();
    var item = found.get(task.attemptId());
    if (item != null) {
      var startedAt = item.startedAt();
      if (startedAt != null) {
        var entry = state.jobs().get(id.job()).orElseThrow();
        put(
            entry,
            TaskMachine.started(
                task,
                task.attempt(),
                item.pid(),
                startedAt,
                item.stdout(),
                item.stderr(),
                state.now()));
      }
    } else if (task.lastAttempt().orElseThrow().ran()) {
      if (rebooted) {
        end(task, EndReport.unseen("reboot", state.now()), policyOf(id));
      } else {
        end(task, EndReport.recordLost(state.now()), RetryPolicy.NEVER);
      }
    } // else it never got there: the order is told again
  }

  @Override
  public Reply on(Command.NodeLost command) {
    var node = state.nodes().get(command.node());
    if (node == null
        || !node.reachable()
        || !node.offer().instanceId().equals(command.instanceId())) {
      return new Reply.Stale(1);
    }
    state.put(node.lost());
    var tasks = state.tasksOn(command.node());
    for (var id : tasks) {
      var entry = state.jobs().get(id.job()).orElseThrow();
      var task = state.task(id).orElseThrow();
      put(entry, TaskMachine.nodeLost(task, node.keepsLease(), policyOf(id), state.now()));
    }
    tasks.forEach(this::failJobOf); // after all of them: each ended by the loss, none by another
    return new Reply.Done();
  }

  @Override
  public Reply on(Command.AttemptStarted command) {
    var attempt = command.attempt();
    if (!state.isCurrentOn(command.node(), attempt)) {
      return new Reply.Stale(1);
    }
    var entry = state.jobs().get(attempt.task().job()).orElseThrow();
    return put(
        entry,
        TaskMachine.started(
            state.task(attempt.task()).orElseThrow(),
            attempt.number(),
            command.pid(),
            command.startedAt(),
            command.stdout(),
            command.stderr(),
            state.now()));
  }

  @Override
  public Reply on(Command.AttemptFinishing command) {
    var attempt = command.attempt();
    if (!state.isCurrentOn(command.node(), attempt)) {
      return new Reply.Stale(1);
    }
    var entry = state.jobs().get(attempt.task().job()).orElseThrow();
    var task = state.task(attempt.task()).orElseThrow();
    return put(
        entry, TaskMachine.programExited(task, attempt.number(), command.exit(), state.now()));
  }

  @Override
  public Reply on(Command.AttemptResidue command) {
    var attempt = command.attempt();
    if (!state.isCurrentOn(command.node(), attempt)) {
      var node = state.nodes().get(command.node());
      var leftover = node != null && node.leftovers().contains(attempt); // known, and being ended
      return leftover ? new Reply.Done() : new Reply.Stale(1);
    }
    var entry = state.jobs().get(attempt.task().job()).orElseThrow();
    var task = state.task(attempt.task()).orElseThrow();
    return put(entry, TaskMachine.residueSeen(task, attempt.number(), command.residue()));
  }

  @Override
  public Reply on(Command.AttemptEnded command) {
    var attempt = command.attempt();
    state.acknowledge(command.node(), attempt);
    var node = state.nodes().get(command.node());
    if (node != null && node.leftovers().contains(attempt)) {
      state.put(node.without(attempt));
    }
    if (!state.isCurrentOn(command.node(), attempt)) {
      return new Reply.Stale(1);
    }
    var policy = command.report().mayLive() ? RetryPolicy.NEVER : policyOf(attempt.task());
    var reply = end(state.task(attempt.task()).orElseThrow(), command.report(), policy);
    failJobOf(attempt.task());
    return reply;
  }

  private RetryPolicy policyOf(TaskId id) {
    var job = state.jobs().get(id.job()).orElseThrow().job();
    return new RetryPolicy(state.parameters().taskRetryCount(), job.state().startsTasks());
  }

  private Reply end(Task task, EndReport report, RetryPolicy policy) {
    var entry = state.jobs().get(task.id().job()).orElseThrow();
    return put(entry, TaskMachine.attemptEnded(task, task.attempt(), report, policy, state.now()));
  }

  /** What a task that failed means for its job; an explicit cancel is no failure. */
  private void failJobOf(TaskId id) {
    var task = state.task(id).orElseThrow();
    var order = task.cancellation();
    if (task.state() != TaskState.FAILED || (order != null && !order.requeue())) {
      return;
    }
    var entry = state.jobs().get(id.job()).orElseThrow();
    var before = entry.job();
    state.put(entry, JobMachine.taskFailed(before, id, state.now()));
    if (!entry.job().equals(before)) {
      var cancel = new CancelOrder("reeve", entry.job().message(), false, null);
      endTasks(entry, cancel, Cause.JOB_FAILED, false);
    }
  }

  private Reply put(JobEntry entry, Decision decision) {
    state.put(entry, decision.next()); // the same task when nothing changed
    return new Reply.Done();
  }

  // ---- the planner's proposals ----

  @Override
  public Reply on(Command.AssignTasks command) {
    var stale = 0;
    for (var assignment : command.assignments()) {
      if (!assign(assignment)) {
        stale++;
      }
    }
    if (stale == 0) {
      return new Reply.Done();
    }
    state.wakePlanner(); // it counted on more than there was, and may find another place
    return new Reply.Stale(stale);
  }

  private boolean assign(Command.Assignment assignment) {
    var task = state.task(assignment.task());
    var node = state.nodes().get(assignment.node());
    if (task.isEmpty() || task.get().state() != TaskState.QUEUED || node == null) {
      return false;
    }
    var entry = state.jobs().get(assignment.task().job()).orElseThrow();
    if (!entry.job().state().startsTasks() || !node.hasRoomFor(task.get().spec().resources())) {
      return false;
    }
    state.put(entry, TaskMachine.assigned(task.get(), node.name(), state.now()).next());
    state.put(entry, JobMachine.taskAssigned(entry.job(), state.now()));
    return true;
  }
}
