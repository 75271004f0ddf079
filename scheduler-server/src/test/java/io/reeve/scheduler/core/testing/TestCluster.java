package io.reeve.scheduler.core.testing;

import static io.reeve.scheduler.core.testing.Samples.START;
import static io.reeve.scheduler.core.testing.Samples.attemptId;
import static io.reeve.scheduler.core.testing.Samples.order;
import static io.reeve.scheduler.core.testing.Samples.taskId;

import io.reeve.scheduler.core.Refusal;
import io.reeve.scheduler.core.Resources;
import io.reeve.scheduler.core.cluster.CancelOrder;
import io.reeve.scheduler.core.cluster.CancelResults;
import io.reeve.scheduler.core.cluster.Cluster;
import io.reeve.scheduler.core.cluster.ClusterImage;
import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.cluster.Command;
import io.reeve.scheduler.core.cluster.Effect;
import io.reeve.scheduler.core.cluster.Outcome;
import io.reeve.scheduler.core.cluster.Reply;
import io.reeve.scheduler.core.cluster.TaskSelection;
import io.reeve.scheduler.core.cluster.Verdict;
import io.reeve.scheduler.core.job.Job;
import io.reeve.scheduler.core.job.JobSpec;
import io.reeve.scheduler.core.job.JobState;
import io.reeve.scheduler.core.node.InventoryItem;
import io.reeve.scheduler.core.node.Node;
import io.reeve.scheduler.core.node.NodeOffer;
import io.reeve.scheduler.core.task.Attempt;
import io.reeve.scheduler.core.task.EndReport;
import io.reeve.scheduler.core.task.ExitEvidence;
import io.reeve.scheduler.core.task.Task;
import io.reeve.scheduler.core.task.TaskSpec;
import io.reeve.scheduler.core.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A cluster spoken to in short words. Time stands still until a test moves it. After every command
 * the {@link Invariants} are checked, so that every example is one for them too.
 *
 * <p>Tasks are named as users type them ({@code 1.2}), attempts as they show ({@code 1.2#1}).
 */
public final class TestCluster {
  private final Cluster cluster;
  private final Invariants invariants;
  private Instant now;
  private Outcome last = new Outcome(new Reply.Done(), List.of(), List.of(), false);

  private TestCluster(ClusterImage image) {
    cluster = Cluster.of(image);
    invariants = new Invariants(image);
    now = image.time().isBefore(START) ? START : image.time();
  }

  /** A new cluster. */
  public static TestCluster empty() {
    return new TestCluster(ClusterImage.EMPTY);
  }

  /** A cluster as it was. */
  public static TestCluster of(ClusterImage image) {
    return new TestCluster(image);
  }

  // ---- time and commands ----

  /** Moves time on. */
  public void advance(Duration time) {
    now = now.plus(time);
  }

  /** The time of the next command. */
  public Instant now() {
    return now;
  }

  /** Applies a command and checks the invariants. */
  public Outcome apply(Command command) {
    last = cluster.apply(command, now);
    invariants.check(cluster, command, last);
    return last;
  }

  /** What the last command came to. */
  public Outcome last() {
    return last;
  }

  /** The reason for which the last command was refused. */
  public Refusal.Reason refusal() {
    if (last.reply() instanceof Reply.Refused refused) {
      return refused.refusal().reason();
    }
    throw new AssertionError("not refused: " + last.reply());
  }

  /** Whether the last command was about something that is over. */
  public boolean wasStale() {
    return last.reply() instanceof Reply.Stale;
  }

  /** The attempts that the last command has something to tell about. */
  public List<String> told() {
    return last.effects().stream()
        .filter(Effect.Tell.class::isInstance)
        .map(effect -> ((Effect.Tell) effect).attempt().toString())
        .toList();
  }

  // ---- clients ----

  /** Submits a job with default properties; its id. */
  public long submit(TaskSpec... tasks) {
    return submit(JobSpec.DEFAULT, tasks);
  }

  /** Submits a job; its id. */
  public long submit(JobSpec spec, TaskSpec... tasks) {
    var reply = apply(new Command.SubmitNewJob(null, "alice", spec, List.of(tasks), false)).reply();
    return ((Reply.JobAccepted) reply).job();
  }

  /** Creates a job with tasks that is not submitted; its id. */
  public long create(TaskSpec... tasks) {
    var reply = apply(new Command.CreateJob(null, "alice", JobSpec.DEFAULT)).reply();
    var job = ((Reply.JobAccepted) reply).job();
    if (tasks.length > 0) {
      apply(new Command.AddTasks(null, job, List.of(tasks)));
    }
    return job;
  }

  /** Cancels tasks with the default grace. */
  public List<Verdict> cancel(String... tasks) {
    return cancel(order("no longer needed"), tasks);
  }

  /** Cancels tasks. */
  public List<Verdict> cancel(CancelOrder order, String... tasks) {
    return cancel(order, false, tasks).items().stream().map(CancelResults.Item::verdict).toList();
  }

  /** Cancels tasks, or stops at the first that cannot be. */
  public CancelResults cancel(CancelOrder order, boolean stopOnError, String... tasks) {
    var reply = apply(new Command.CancelTasks(null, refs(tasks), order, stopOnError)).reply();
    return ((Reply.TasksCanceled) reply).results();
  }

  /** A selection by ids. */
  public static TaskSelection refs(String... tasks) {
    return new TaskSelection.Refs(Arrays.stream(tasks).map(Samples::taskId).toList());
  }

  /** Cancels a job with the default grace. */
  public Outcome cancelJob(long job, String message) {
    return cancelJob(job, order(message), false);
  }

  /** Cancels a job. */
  public Outcome cancelJob(long job, CancelOrder order, boolean graceful) {
    return apply(new Command.CancelJob(null, job, order, graceful));
  }

  /** Sets a cluster parameter. */
  public Outcome set(String name, String value) {
    return apply(new Command.SetParameters(null, new TreeMap<>(Map.of(name, value))));
  }

  /** Lets a node take work. */
  public Outcome online(String node) {
    return apply(new Command.BringOnline(null, node));
  }

  /** Drains a node, or with force ends its tasks. */
  public Outcome offline(String node, boolean force) {
    return apply(new Command.TakeOffline(null, node, force, "operator", ""));
  }

  // ---- the planner ----

  /** Gives tasks to a node. */
  public Outcome assign(String node, String... tasks) {
    return apply(
        new Command.AssignTasks(
            Arrays.stream(tasks).map(task -> new Command.Assignment(taskId(task), node)).toList()));
  }

  // ---- agents ----

  /** A node with some cores joins for the first time. */
  public Outcome join(String node, int cores) {
    return join(Samples.offer(node, cores));
  }

  /** A node joins with what it knows of. */
  public Outcome join(NodeOffer offer, InventoryItem... inventory) {
    return apply(new Command.NodeJoined(offer, List.of(inventory)));
  }

  /** A known node joins again: same boot, another instance of the agent. */
  public Outcome rejoin(String node, InventoryItem... inventory) {
    var was = node(node).offer();
    return join(offerOf(was, was.bootId(), was.capacity()), inventory);
  }

  /** A known node joins again after a reboot. */
  public Outcome reboot(String node, InventoryItem... inventory) {
    var was = node(node).offer();
    return join(offerOf(was, was.bootId() + "+", was.capacity()), inventory);
  }

  /** A known node joins again with other resources. */
  public Outcome resize(String node, Resources capacity, InventoryItem... inventory) {
    var was = node(node).offer();
    return join(offerOf(was, was.bootId(), capacity), inventory);
  }

  private static NodeOffer offerOf(NodeOffer was, String boot, Resources capacity) {
    return new NodeOffer(
        was.name(),
        boot,
        was.instanceId() + "+",
        capacity,
        was.sockets(),
        was.agentVersion(),
        was.containment());
  }

  /** A node's lease and the margin are over. */
  public Outcome lose(String node) {
    return apply(new Command.NodeLost(node, node(node).offer().instanceId()));
  }

  /** The program of an attempt was executed, says the node it was given to. */
  public Outcome started(String attempt) {
    return started(nodeOf(attempt), attempt);
  }

  /** The program of an attempt was executed, says a node. */
  public Outcome started(String node, String attempt) {
    return apply(new Command.AttemptStarted(node, attemptId(attempt), 4711, now, "out", "err"));
  }

  /** The program of an attempt itself ended, says the node it was given to. */
  public Outcome finishing(String attempt, ExitEvidence exit) {
    return apply(new Command.AttemptFinishing(nodeOf(attempt), attemptId(attempt), exit));
  }

  /** The kill of an attempt leaves so many processes, says the node it was given to. */
  public Outcome residue(String attempt, int processes) {
    return apply(
        new Command.AttemptResidue(
            nodeOf(attempt),
            attemptId(attempt),
            processes == 0 ? null : Samples.residue(processes)));
  }

  /** An attempt is over, says the node it was given to. */
  public Outcome ended(String attempt, EndReport report) {
    return ended(nodeOf(attempt), attempt, report);
  }

  /** An attempt is over, says a node. */
  public Outcome ended(String node, String attempt, EndReport report) {
    return apply(new Command.AttemptEnded(node, attemptId(attempt), report));
  }

  /** Gives tasks without an attempt to a node, where they start. */
  public void run(String node, String... tasks) {
    assign(node, tasks);
    for (var task : tasks) {
      started(task(task).attemptId().toString());
    }
  }

  private String nodeOf(String attempt) {
    var id = attemptId(attempt);
    return cluster.task(id.task()).orElseThrow().attempts().stream()
        .filter(known -> known.number() == id.number())
        .map(Attempt::node)
        .findFirst()
        .orElseThrow();
  }

  // ---- looking ----

  /** The state. */
  public ClusterView view() {
    return cluster;
  }

  /** The state as values. */
  public ClusterImage image() {
    return cluster.image();
  }

  /** A task. */
  public Task task(String task) {
    return cluster.task(taskId(task)).orElseThrow();
  }

  /** A task's state. */
  public TaskState state(String task) {
    return task(task).state();
  }

  /** The current or last attempt of a task. */
  public Attempt attempt(String task) {
    return task(task).lastAttempt().orElseThrow();
  }

  /** A job. */
  public Job job(long job) {
    return cluster.job(job).orElseThrow();
  }

  /** A job's state. */
  public JobState jobState(long job) {
    return job(job).state();
  }

  /** A node. */
  public Node node(String node) {
    return cluster.node(node).orElseThrow();
  }
}
