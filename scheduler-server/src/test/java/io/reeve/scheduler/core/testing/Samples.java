package io.reeve.scheduler.core.testing;

import io.reeve.scheduler.core.Resources;
import io.reeve.scheduler.core.cluster.CancelOrder;
import io.reeve.scheduler.core.job.JobSpec;
import io.reeve.scheduler.core.node.InventoryItem;
import io.reeve.scheduler.core.node.InventoryItem.Stage;
import io.reeve.scheduler.core.node.NodeOffer;
import io.reeve.scheduler.core.task.AttemptId;
import io.reeve.scheduler.core.task.Cause;
import io.reeve.scheduler.core.task.EndReport;
import io.reeve.scheduler.core.task.ExitEvidence;
import io.reeve.scheduler.core.task.KillRecord;
import io.reeve.scheduler.core.task.Residue;
import io.reeve.scheduler.core.task.Sighting;
import io.reeve.scheduler.core.task.StartFailure;
import io.reeve.scheduler.core.task.TaskId;
import io.reeve.scheduler.core.task.TaskSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Values that tests need and do not care about in detail. */
public final class Samples {
  /** When tests begin. */
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private Samples() {}

  // ---- what is asked for ----

  /** A task on one core. */
  public static TaskSpec task() {
    return TaskSpec.ofCommand("/bin/true");
  }

  /** A task on some cores. */
  public static TaskSpec task(int cores) {
    return task().withResources(Resources.ofCores(cores));
  }

  /** A task that may run once only. */
  public static TaskSpec onceOnly() {
    return task().withRerunnable(false);
  }

  /** A job with a priority. */
  public static JobSpec priority(int priority) {
    return new JobSpec("", priority, null, false, "");
  }

  /** A job whose first failing task ends the others. */
  public static JobSpec failFast() {
    return new JobSpec("", JobSpec.NORMAL_PRIORITY, null, true, "");
  }

  /** A job with a grace period. */
  public static JobSpec withGrace(Duration grace) {
    return new JobSpec("", JobSpec.NORMAL_PRIORITY, grace, false, "");
  }

  /** Resources with one named kind. */
  public static Resources resources(int cores, long memory, String name, long amount) {
    SortedMap<String, Long> named = new TreeMap<>();
    named.put(name, amount);
    return new Resources(cores, memory, named);
  }

  /** A cancel with the default grace. */
  public static CancelOrder order(String message) {
    return new CancelOrder("alice", message, false, null);
  }

  /** A cancel with a grace of its own. */
  public static CancelOrder order(String message, Duration grace) {
    return new CancelOrder("alice", message, false, grace);
  }

  /** A cancel with force. */
  public static CancelOrder force(String message) {
    return new CancelOrder("bob", message, true, null);
  }

  // ---- ids ----

  /** A task id as users type it: {@code 1.2}. */
  public static TaskId taskId(String text) {
    var dot = text.indexOf('.');
    return TaskId.of(
        Long.parseLong(text.substring(0, dot)), Integer.parseInt(text.substring(dot + 1)));
  }

  /** An attempt as it shows: {@code 1.2#3}. */
  public static AttemptId attemptId(String text) {
    var hash = text.indexOf('#');
    return new AttemptId(
        taskId(text.substring(0, hash)), Integer.parseInt(text.substring(hash + 1)));
  }

  // ---- what nodes say ----

  /** A node with some cores. */
  public static NodeOffer offer(String name, int cores) {
    return offer(name, Resources.ofCores(cores));
  }

  /** A node. */
  public static NodeOffer offer(String name, Resources capacity) {
    return new NodeOffer(name, "boot-1", "instance-1", capacity, 1, "0.1", "subreaper");
  }

  /** An attempt in an inventory. */
  public static InventoryItem item(String attempt, Stage stage) {
    return item(attemptId(attempt), stage);
  }

  /** An attempt in an inventory. */
  public static InventoryItem item(AttemptId attempt, Stage stage) {
    return stage == Stage.STARTING
        ? new InventoryItem(attempt, stage, 0, null, "", "")
        : new InventoryItem(attempt, stage, 4711, START, "out", "err");
  }

  /** It called exit. */
  public static ExitEvidence.Exited exit(int code) {
    return new ExitEvidence.Exited(code);
  }

  /** It was ended by a signal. */
  public static ExitEvidence.Signaled signal(int number, String name) {
    return new ExitEvidence.Signaled(number, name, false);
  }

  /** It ran and ended by itself. */
  public static EndReport exited(int code) {
    return ran(exit(code), Cause.EXITED, false);
  }

  /** It ran and was killed. */
  public static EndReport killed(Cause cause) {
    return ran(signal(9, "SIGKILL"), cause, true);
  }

  /** It ran. */
  public static EndReport ran(ExitEvidence exit, Cause cause, boolean escalated) {
    return new EndReport(
        false,
        null,
        4711,
        START,
        exit,
        cause,
        killRecord(cause, escalated),
        "out",
        "err",
        Duration.ofMillis(5),
        1024);
  }

  /** It was stopped before its program was executed. */
  public static EndReport neverStarted() {
    return EndReport.neverStarted(Cause.CANCELED, null);
  }

  /** It could not be started. */
  public static EndReport startFailed(StartFailure.Stage stage) {
    return EndReport.neverStarted(
        Cause.START_FAILED, new StartFailure(stage, 2, "no such file: /x"));
  }

  /** So many processes survive a kill. */
  public static Residue residue(int processes) {
    var seen =
        IntStream.range(0, processes)
            .mapToObj(n -> new Sighting(100 + n, "D", "nfs_wait", "alice", "cat", START))
            .toList();
    return new Residue(seen, processes, START);
  }

  /** What an agent saw of a death. */
  public static KillRecord killRecord(Cause cause, boolean escalated) {
    return new KillRecord(
        cause,
        "",
        "",
        null,
        null,
        null,
        escalated ? START : null,
        escalated ? List.of(new KillRecord.SignalSent("SIGKILL", START, 1)) : List.of(),
        START,
        START,
        null,
        0,
        "",
        "subreaper",
        escalated);
  }
}
