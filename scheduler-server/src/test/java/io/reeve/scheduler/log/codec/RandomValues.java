package io.reeve.scheduler.log.codec;

import io.reeve.scheduler.core.Refusal;
import io.reeve.scheduler.core.Resources;
import io.reeve.scheduler.core.cluster.CancelOrder;
import io.reeve.scheduler.core.cluster.CancelResults;
import io.reeve.scheduler.core.cluster.ClusterImage;
import io.reeve.scheduler.core.cluster.Parameters;
import io.reeve.scheduler.core.cluster.Reply;
import io.reeve.scheduler.core.cluster.RequestKey;
import io.reeve.scheduler.core.cluster.TaskSelection;
import io.reeve.scheduler.core.cluster.Verdict;
import io.reeve.scheduler.core.job.Job;
import io.reeve.scheduler.core.job.JobSpec;
import io.reeve.scheduler.core.job.JobState;
import io.reeve.scheduler.core.node.FormerLease;
import io.reeve.scheduler.core.node.InventoryItem;
import io.reeve.scheduler.core.node.Lease;
import io.reeve.scheduler.core.node.Node;
import io.reeve.scheduler.core.node.NodeOffer;
import io.reeve.scheduler.core.node.NodeState;
import io.reeve.scheduler.core.task.Attempt;
import io.reeve.scheduler.core.task.AttemptId;
import io.reeve.scheduler.core.task.Cancellation;
import io.reeve.scheduler.core.task.Cause;
import io.reeve.scheduler.core.task.EndReport;
import io.reeve.scheduler.core.task.ExitCodeRange;
import io.reeve.scheduler.core.task.ExitEvidence;
import io.reeve.scheduler.core.task.Forced;
import io.reeve.scheduler.core.task.History;
import io.reeve.scheduler.core.task.KillRecord;
import io.reeve.scheduler.core.task.Residue;
import io.reeve.scheduler.core.task.Sighting;
import io.reeve.scheduler.core.task.StartFailure;
import io.reeve.scheduler.core.task.Task;
import io.reeve.scheduler.core.task.TaskId;
import io.reeve.scheduler.core.task.TaskSpec;
import io.reeve.scheduler.core.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Core values with every field drawn on its own: not all of them could come about, but the codec
 * has to keep all of them. Times and spans are whole microseconds. The same seed gives the same
 * values.
 */
final class RandomValues {
  private static final List<String> TEXTS =
      List.of("", "a", "n1", "n2", "tests failed", "äöü ✓ 𝄞", "x".repeat(60), "line\nbreak");

  private static final int REPLY_KINDS = 6;

  private final Random random;

  RandomValues(Random random) {
    this.random = random;
  }

  // ---- basics ----

  int upTo(int last) {
    return random.nextInt(last + 1);
  }

  boolean yes() {
    return random.nextBoolean();
  }

  String text() {
    return pick(TEXTS);
  }

  <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private <E extends Enum<E>> E pick(Class<E> type) {
    return pick(List.of(type.getEnumConstants()));
  }

  private <T> @Nullable T maybe(Supplier<T> value) {
    return yes() ? value.get() : null;
  }

  private <T> List<T> some(int most, Supplier<T> value) {
    return times(upTo(most), value);
  }

  private static <T> List<T> times(int count, Supplier<T> value) {
    return IntStream.range(0, count).mapToObj(unused -> value.get()).toList();
  }

  private int anyInt() {
    return switch (upTo(4)) {
      case 0 -> 0;
      case 1 -> random.nextInt();
      default -> upTo(1000);
    };
  }

  private long anyLong() {
    return switch (upTo(4)) {
      case 0 -> 0;
      case 1 -> random.nextLong();
      default -> upTo(1_000_000);
    };
  }

  Instant time() {
    var seconds = yes() ? 1_790_000_000L + upTo(1_000_000) : upTo(100) - 50;
    return Instant.ofEpochSecond(seconds, upTo(999_999) * 1_000L);
  }

  Duration span() {
    return switch (upTo(3)) {
      case 0 -> Duration.ZERO;
      case 1 -> Duration.ofDays(3650);
      default -> Duration.ofSeconds(upTo(3600), upTo(999_999) * 1_000L);
    };
  }

  TaskId taskId() {
    return new TaskId(anyLong(), anyInt(), yes() ? 0 : anyInt());
  }

  AttemptId attemptId() {
    return new AttemptId(taskId(), anyInt());
  }

  Resources resources() {
    var named = new TreeMap<String, Long>();
    some(2, this::text).forEach(name -> named.put(name, anyLong()));
    return pick(
        List.of(Resources.ONE_CORE, Resources.NONE, new Resources(upTo(64), upTo(1 << 30), named)));
  }

  // ---- tasks ----

  TaskSpec spec() {
    if (yes()) {
      return TaskSpec.ofCommand("sleep", "" + upTo(3));
    }
    var env = new TreeMap<String, String>();
    some(3, this::text).forEach(name -> env.put(name, text()));
    return new TaskSpec(
        text(),
        List.of("program", text()),
        env,
        text(),
        text(),
        text(),
        text(),
        resources(),
        maybe(this::span),
        maybe(this::span),
        yes(),
        some(2, () -> new ExitCodeRange(upTo(10), 10 + upTo(245))),
        pick(List.of("SIGTERM", "SIGINT", "")));
  }

  Cause cause() {
    return pick(Cause.class);
  }

  ExitEvidence exit() {
    return switch (upTo(2)) {
      case 0 -> new ExitEvidence.Exited(upTo(255));
      case 1 -> new ExitEvidence.Signaled(upTo(64), text(), yes());
      default -> new ExitEvidence.Unknown(text());
    };
  }

  StartFailure startFailure() {
    return new StartFailure(pick(StartFailure.Stage.class), anyInt(), text());
  }

  KillRecord kill() {
    return new KillRecord(
        cause(),
        text(),
        text(),
        maybe(this::time),
        maybe(this::span),
        maybe(this::forced),
        maybe(this::time),
        some(3, () -> new KillRecord.SignalSent(text(), time(), anyInt())),
        maybe(this::time),
        maybe(this::time),
        maybe(this::time),
        anyInt(),
        text(),
        text(),
        yes());
  }

  EndReport endReport() {
    var neverStarted = yes();
    return new EndReport(
        neverStarted,
        maybe(this::startFailure),
        anyLong(),
        maybe(this::time),
        neverStarted ? null : exit(),
        cause(),
        neverStarted ? null : kill(),
        text(),
        text(),
        maybe(this::span),
        anyLong());
  }

  private Forced forced() {
    return new Forced(text(), time());
  }

  Cancellation cancellation() {
    return new Cancellation(text(), text(), time(), span(), maybe(this::forced), cause(), yes());
  }

  private Attempt attempt() {
    return new Attempt(
        anyInt(),
        text(),
        time(),
        maybe(this::time),
        maybe(this::time),
        anyLong(),
        maybe(this::exit),
        maybe(this::cause),
        maybe(this::kill),
        maybe(this::startFailure),
        text(),
        text(),
        maybe(this::span),
        anyLong(),
        maybe(this::time),
        maybe(this::residue));
  }

  @Nullable Residue maybeResidue() {
    return maybe(this::residue);
  }

  private Residue residue() {
    return new Residue(some(3, this::process), anyInt(), time());
  }

  private Sighting process() {
    return new Sighting(anyLong(), text(), text(), text(), text(), maybe(this::time));
  }

  private <E extends Enum<E>> History history(Class<E> states) {
    var history = History.EMPTY;
    for (var steps = upTo(6); steps > 0; steps--) {
      history = history.plus(pick(states), time());
    }
    return history;
  }

  Task task(long job) {
    return new Task(
        new TaskId(job, anyInt(), yes() ? 0 : anyInt()),
        spec(),
        pick(TaskState.class),
        maybe(this::cause),
        text(),
        some(2, this::attempt),
        maybe(this::cancellation),
        anyInt(),
        anyInt(),
        history(TaskState.class));
  }

  // ---- jobs ----

  JobSpec jobSpec() {
    return yes()
        ? JobSpec.DEFAULT
        : new JobSpec(text(), upTo(JobSpec.HIGHEST_PRIORITY), maybe(this::span), yes(), text());
  }

  Job job() {
    return new Job(
        anyLong(),
        text(),
        jobSpec(),
        pick(JobState.class),
        text(),
        maybe(this::cancellation),
        anyLong(),
        history(JobState.class));
  }

  // ---- nodes ----

  NodeOffer offer(String name) {
    return new NodeOffer(name, text(), text(), resources(), anyInt(), text(), text());
  }

  InventoryItem inventoryItem() {
    return new InventoryItem(
        attemptId(), pick(InventoryItem.Stage.class), anyLong(), maybe(this::time), text(), text());
  }

  List<InventoryItem> inventory() {
    return some(3, this::inventoryItem);
  }

  Node node() {
    return new Node(
        offer(text()),
        pick(NodeState.class),
        yes(),
        resources(),
        anyInt(),
        new TreeSet<>(some(3, this::attemptId)),
        time(),
        text());
  }

  // ---- requests and replies ----

  RequestKey request() {
    return new RequestKey(random.nextLong(), random.nextLong(), random.nextInt());
  }

  @Nullable RequestKey maybeRequest() {
    return maybe(this::request);
  }

  CancelOrder order() {
    return new CancelOrder(text(), text(), yes(), maybe(this::span));
  }

  TaskSelection selection() {
    if (yes()) {
      return new TaskSelection.Refs(some(5, this::taskId));
    }
    var states = EnumSet.noneOf(TaskState.class);
    states.addAll(some(3, () -> pick(TaskState.class)));
    return new TaskSelection.Filter(
        new TreeSet<>(some(3, this::anyLong)), states, text(), text(), text());
  }

  Reply reply() {
    return replyOfKind(upTo(REPLY_KINDS - 1));
  }

  private Reply replyOfKind(int kind) {
    return switch (kind) {
      case 0 -> new Reply.Refused(Refusal.of(pick(Refusal.Reason.class), text(), text()));
      case 1 -> new Reply.JobAccepted(anyLong(), anyInt());
      case 2 -> new Reply.TasksAdded(anyInt(), anyInt());
      case 3 -> new Reply.TasksCanceled(cancelResults());
      case 4 -> new Reply.Stale(anyInt());
      default -> new Reply.Done();
    };
  }

  private CancelResults cancelResults() {
    var counts = new EnumMap<Verdict, Long>(Verdict.class);
    some(3, () -> pick(Verdict.class)).forEach(verdict -> counts.put(verdict, anyLong()));
    return new CancelResults(
        some(4, () -> new CancelResults.Item(taskId(), pick(Verdict.class))), counts);
  }

  // ---- states ----

  Parameters parameters() {
    var values = new EnumMap<Parameters.Name, Long>(Parameters.Name.class);
    some(3, () -> pick(Parameters.Name.class)).forEach(name -> values.put(name, anyLong()));
    return new Parameters(values);
  }

  private FormerLease formerLease() {
    return new FormerLease(new Lease(span(), upTo(1_000)), time());
  }

  /**
   * A state that holds together nowhere: for the codec only, no cluster could be made of it.
   *
   * @param taskCounts how many tasks each of its jobs has; those of big jobs are plain
   * @param nodes how many nodes
   * @param requests how many remembered requests; their replies are of all kinds in turn
   */
  ClusterImage image(List<Integer> taskCounts, int nodes, int requests) {
    return new ClusterImage(
        time(),
        anyLong(),
        anyLong(),
        anyLong(),
        parameters(),
        maybe(this::formerLease),
        taskCounts.stream().map(this::jobImage).toList(),
        times(nodes, this::node),
        IntStream.range(0, requests)
            .mapToObj(
                index ->
                    new ClusterImage.Answered(request(), replyOfKind(index % REPLY_KINDS), time()))
            .toList());
  }

  /** One of any size. */
  ClusterImage image() {
    return image(some(8, () -> pick(List.of(0, 1, 3, 150))), upTo(8), upTo(12));
  }

  private ClusterImage.JobImage jobImage(int taskCount) {
    var job = job();
    return new ClusterImage.JobImage(
        job, times(taskCount, () -> taskCount > 10 ? plainTask(job.id()) : task(job.id())));
  }

  private Task plainTask(long job) {
    return Task.configuring(TaskId.of(job, 1 + upTo(999)), spec(), time());
  }
}
