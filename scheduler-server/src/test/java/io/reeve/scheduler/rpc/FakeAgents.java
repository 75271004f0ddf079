package io.reeve.scheduler.rpc;

import io.reeve.scheduler.core.Resources;
import io.reeve.scheduler.core.cluster.Command;
import io.reeve.scheduler.core.node.InventoryItem;
import io.reeve.scheduler.core.node.NodeOffer;
import io.reeve.scheduler.core.task.AttemptId;
import io.reeve.scheduler.core.task.Cause;
import io.reeve.scheduler.core.task.EndReport;
import io.reeve.scheduler.core.task.ExitEvidence;
import io.reeve.scheduler.core.task.KillRecord;
import io.reeve.scheduler.core.task.TaskId;
import io.reeve.scheduler.core.testing.Samples;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;

/** Does what planner and agents would do, one step at a time. */
final class FakeAgents {
  private final SynchronousEngine engine;
  private final ManualTime time;
  private final FakeContacts contacts;

  FakeAgents(SynchronousEngine engine, ManualTime time, FakeContacts contacts) {
    this.engine = engine;
    this.time = time;
    this.contacts = contacts;
  }

  /** A node joins, with cores and 1 GiB of memory, and is connected. */
  void join(String node, int cores, InventoryItem... inventory) {
    var capacity = new Resources(cores, 1L << 30, new TreeMap<>());
    engine.apply(
        new Command.NodeJoined(
            new NodeOffer(node, "boot-1", "instance-1", capacity, 1, "0.1.0", "subreaper"),
            List.of(inventory)));
    contacts.connect(node, time.now());
  }

  /** A node is declared lost. */
  void lose(String node) {
    contacts.disconnect(node);
    engine.apply(new Command.NodeLost(node, "instance-1"));
  }

  /** A task is given to a node. */
  void assign(String task, String node) {
    engine.apply(new Command.AssignTasks(List.of(new Command.Assignment(id(task), node))));
  }

  /** The node confirms that the program runs. */
  void started(String task) {
    var attempt = attempt(task);
    engine.apply(
        new Command.AttemptStarted(
            nodeOf(task), attempt, 4711, time.now(), "/run/out", "/run/err"));
  }

  /** Gives a task to a node, where it runs. */
  void run(String task, String node) {
    assign(task, node);
    started(task);
  }

  /** The program ended by itself. */
  void exited(String task, int code) {
    ended(task, new ExitEvidence.Exited(code), Cause.EXITED);
  }

  /** The program itself ended, what it left behind has not. */
  void finishing(String task, int code) {
    engine.apply(
        new Command.AttemptFinishing(nodeOf(task), attempt(task), new ExitEvidence.Exited(code)));
  }

  /** So many processes of it survive the kill. */
  void residue(String task, int processes) {
    engine.apply(
        new Command.AttemptResidue(
            nodeOf(task), attempt(task), processes == 0 ? null : Samples.residue(processes)));
  }

  /** The node killed it after a cancel. */
  void killed(String task) {
    ended(task, new ExitEvidence.Signaled(9, "SIGKILL", false), Cause.CANCELED);
  }

  private void ended(String task, ExitEvidence exit, Cause cause) {
    var now = time.now();
    var signals =
        cause == Cause.EXITED
            ? List.<KillRecord.SignalSent>of()
            : List.of(new KillRecord.SignalSent("SIGKILL", now, 2));
    var kill =
        new KillRecord(
            cause,
            "",
            "",
            null,
            null,
            null,
            now,
            signals,
            now,
            now,
            null,
            1,
            "",
            "subreaper",
            true);
    report(
        task,
        new EndReport(
            false,
            null,
            4711,
            now,
            exit,
            cause,
            kill,
            "/run/out",
            "/run/err",
            Duration.ofMillis(1500),
            4096));
  }

  /** The node reports whatever the test wants. */
  void report(String task, EndReport report) {
    engine.apply(new Command.AttemptEnded(nodeOf(task), attempt(task), report));
  }

  static TaskId id(String task) {
    var parts = task.split("\\.", -1);
    return TaskId.of(Long.parseLong(parts[0]), Integer.parseInt(parts[1]));
  }

  private AttemptId attempt(String task) {
    return engine.view().task(id(task)).orElseThrow().attemptId();
  }

  private String nodeOf(String task) {
    return engine.view().task(id(task)).orElseThrow().lastAttempt().orElseThrow().node();
  }
}
