package io.reeve.scheduler.core.testing;

import static io.reeve.scheduler.core.testing.Samples.START;
import static io.reeve.scheduler.core.testing.Samples.exit;
import static io.reeve.scheduler.core.testing.Samples.ran;
import static io.reeve.scheduler.core.testing.Samples.signal;

import io.reeve.scheduler.core.Resources;
import io.reeve.scheduler.core.cluster.Order;
import io.reeve.scheduler.core.node.InventoryItem;
import io.reeve.scheduler.core.node.InventoryItem.Stage;
import io.reeve.scheduler.core.node.NodeOffer;
import io.reeve.scheduler.core.task.AttemptId;
import io.reeve.scheduler.core.task.Cause;
import io.reeve.scheduler.core.task.EndReport;
import io.reeve.scheduler.core.task.ExitEvidence;
import io.reeve.scheduler.core.task.TaskId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What an agent does, as far as the head node can notice: attempts without processes. */
final class ModelAgent {
  private final String name;
  private int boot = 1;
  private int instance = 1;
  private Resources capacity;
  private final SortedMap<AttemptId, Known> attempts = new TreeMap<>();

  /** Whether orders and reports get through. */
  boolean connected;

  /** An attempt on this node. */
  static final class Known {
    Stage stage = Stage.STARTING;
    boolean executed;
    @Nullable ExitEvidence exit;
    @Nullable EndReport report;
  }

  ModelAgent(String name, Resources capacity) {
    this.name = name;
    this.capacity = capacity;
  }

  String name() {
    return name;
  }

  String instanceId() {
    return "instance-" + instance;
  }

  NodeOffer offer() {
    return new NodeOffer(name, "boot-" + boot, instanceId(), capacity, 1, "0.1", "subreaper");
  }

  void resize(Resources other) {
    capacity = other;
  }

  List<InventoryItem> inventory() {
    var items = new ArrayList<InventoryItem>();
    attempts.forEach(
        (attempt, known) ->
            items.add(
                known.executed
                    ? new InventoryItem(attempt, known.stage, 4711, START, "out", "err")
                    : new InventoryItem(attempt, known.stage, 0, null, "", "")));
    return items;
  }

  Optional<Known> known(AttemptId attempt) {
    return Optional.ofNullable(attempts.get(attempt));
  }

  /** The attempts in a stage, by id. */
  List<AttemptId> in(Stage stage) {
    return attempts.entrySet().stream()
        .filter(entry -> entry.getValue().stage == stage)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Whether a program of this task lives here, or what it left behind. */
  boolean lives(TaskId task) {
    return attempts.entrySet().stream()
        .anyMatch(
            entry ->
                entry.getKey().task().equals(task)
                    && entry.getValue().executed
                    && entry.getValue().stage != Stage.ENDED);
  }

  // ---- orders ----

  void obey(Order order) {
    var known = attempts.get(order.attempt());
    if (order instanceof Order.Start) {
      if (known == null) {
        attempts.put(order.attempt(), new Known());
      }
    } else if (order instanceof Order.Stop stop) {
      if (known == null) {
        known = new Known();
        attempts.put(order.attempt(), known);
      }
      if (known.stage == Stage.STARTING) {
        neverStarts(known, stop.cancellation().cause());
      } else if (known.stage == Stage.RUNNING) {
        known.stage = Stage.ENDING;
      }
    }
  }

  void forget(AttemptId attempt) {
    var known = attempts.get(attempt);
    if (known != null && known.stage == Stage.ENDED) {
      attempts.remove(attempt);
    }
  }

  // ---- lives ----

  void execute(AttemptId attempt) {
    var known = attempts.get(attempt);
    known.stage = Stage.RUNNING;
    known.executed = true;
  }

  void failToStart(AttemptId attempt, EndReport report) {
    var known = attempts.get(attempt);
    known.stage = Stage.ENDED;
    known.report = report;
  }

  private static void neverStarts(Known known, Cause cause) {
    known.stage = Stage.ENDED;
    known.report = EndReport.neverStarted(cause, null);
  }

  /** The program itself ends; what it left behind goes on. */
  ExitEvidence exits(AttemptId attempt, int code) {
    var known = attempts.get(attempt);
    known.stage = Stage.ENDING;
    known.exit = exit(code);
    return known.exit;
  }

  /** The last process is gone. */
  void ends(AttemptId attempt, int code, Cause cause) {
    var known = attempts.get(attempt);
    var evidence = known.exit != null ? known.exit : code < 256 ? exit(code) : signal(9, "SIGKILL");
    known.stage = Stage.ENDED;
    known.report = ran(evidence, cause, code >= 256);
  }

  /** Its records of these attempts are gone, and so are the processes. */
  void loseRecords(Predicate<AttemptId> lost) {
    attempts.keySet().removeIf(lost);
  }

  // ---- the node ----

  /** The lease is over: everything is ended, the reports wait. */
  void leaseIsOver() {
    connected = false;
    endAll("lease over");
  }

  /** The machine starts again; everything on it is ended. */
  void reboots() {
    boot++;
    restarts();
    endAll("reboot");
  }

  /** Another agent process on the same machine. */
  void restarts() {
    instance++;
    connected = false;
  }

  private void endAll(String why) {
    for (var known : attempts.values()) {
      if (known.stage == Stage.STARTING) {
        neverStarts(known, Cause.NODE_LOST);
      } else if (known.stage != Stage.ENDED) {
        var evidence = known.exit != null ? known.exit : new ExitEvidence.Unknown(why);
        known.stage = Stage.ENDED;
        known.report = ran(evidence, Cause.NODE_LOST, true);
      }
    }
  }
}
