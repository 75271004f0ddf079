package io.reeve.scheduler.core.cluster;

import static io.reeve.scheduler.core.testing.Samples.attemptId;
import static io.reeve.scheduler.core.testing.Samples.exit;
import static io.reeve.scheduler.core.testing.Samples.exited;
import static io.reeve.scheduler.core.testing.Samples.failFast;
import static io.reeve.scheduler.core.testing.Samples.force;
import static io.reeve.scheduler.core.testing.Samples.item;
import static io.reeve.scheduler.core.testing.Samples.killed;
import static io.reeve.scheduler.core.testing.Samples.offer;
import static io.reeve.scheduler.core.testing.Samples.order;
import static io.reeve.scheduler.core.testing.Samples.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.scheduler.core.job.JobState;
import io.reeve.scheduler.core.node.InventoryItem;
import io.reeve.scheduler.core.node.InventoryItem.Stage;
import io.reeve.scheduler.core.node.NodeState;
import io.reeve.scheduler.core.task.Cause;
import io.reeve.scheduler.core.task.Residue;
import io.reeve.scheduler.core.task.TaskState;
import io.reeve.scheduler.core.testing.Golden;
import io.reeve.scheduler.core.testing.Samples;
import io.reeve.scheduler.core.testing.TestCluster;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every command with its target in every state: the reply, the events and the effects. */
class CommandMatrixTest {

  /**
   * Brings a new cluster, with the idle node n1, to where the subject is in the state asked for.
   */
  private interface Scene extends Consumer<TestCluster> {}

  private static TestCluster play(Scene scene) {
    var cluster = TestCluster.empty();
    cluster.join("n1", 4);
    scene.accept(cluster);
    return cluster;
  }

  private static void rows(Golden golden, Map<String, Scene> scenes, Map<String, Scene> commands) {
    scenes.forEach(
        (name, scene) ->
            commands.forEach(
                (command, action) -> {
                  var cluster = play(scene);
                  action.accept(cluster);
                  golden.row(name, command, outcome(cluster.last()));
                }));
    golden.check();
  }

  // ---- tasks ----

  @Test
  void everyCommandOnATask_isAsListed() {
    rows(
        new Golden(
            "task-commands.txt",
            "What commands about a task come to: reply, then events, then what nodes are told.",
            "The task is 1.1, its attempt 1.1#1 on n1; task 1.2 is queued beside it."),
        tasks(),
        taskCommands());
  }

  @Test
  void everyTaskState_thatOutlivesACommand_hasAScene() {
    var states = EnumSet.noneOf(TaskState.class);
    tasks()
        .values()
        .forEach(
            scene ->
                play(scene)
                    .view()
                    .task(attemptId("1.1#1").task())
                    .ifPresent(found -> states.add(found.state())));
    states.add(TaskState.SUBMITTED); // passed through within one command
    states.add(TaskState.VALIDATING);
    assertThat(states).containsExactlyInAnyOrder(TaskState.values());
  }

  private static Map<String, Scene> tasks() {
    var scenes = new LinkedHashMap<String, Scene>();
    scenes.put("unknown", cluster -> {});
    scenes.put("CONFIGURING", cluster -> cluster.create(task(), task()));
    scenes.put("QUEUED", cluster -> cluster.submit(task(), task()));
    scenes.put("DISPATCHING", after(tasks -> tasks.assign("n1", "1.1")));
    scenes.put("RUNNING", after(tasks -> tasks.run("n1", "1.1")));
    scenes.put("FINISHING", running(tasks -> tasks.finishing("1.1#1", exit(0))));
    scenes.put("CANCELING", running(tasks -> tasks.cancel("1.1")));
    scenes.put(
        "CANCELING, residue",
        running(
            tasks -> {
              tasks.cancel("1.1");
              tasks.residue("1.1#1", 2);
            }));
    scenes.put("CANCELING, taken away", running(tasks -> tasks.offline("n1", true)));
    scenes.put("QUEUED again", running(tasks -> tasks.lose("n1")));
    scenes.put("FINISHED", running(tasks -> tasks.ended("1.1#1", exited(0))));
    scenes.put("FAILED", running(tasks -> tasks.ended("1.1#1", exited(1))));
    scenes.put("CANCELED", after(tasks -> tasks.cancel("1.1")));
    return scenes;
  }

  private static Scene after(Scene then) {
    return cluster -> {
      cluster.submit(task(), task());
      then.accept(cluster);
    };
  }

  private static Scene running(Scene then) {
    return after(
        cluster -> {
          cluster.run("n1", "1.1");
          then.accept(cluster);
        });
  }

  private static Map<String, Scene> taskCommands() {
    var commands = new LinkedHashMap<String, Scene>();
    commands.put("cancel", cluster -> cluster.cancel("1.1"));
    commands.put("cancel with force", cluster -> cluster.cancel(force("f"), "1.1"));
    commands.put(
        "cancel, stop on error", cluster -> cluster.cancel(order("m"), true, "1.1", "1.2"));
    commands.put("assign", cluster -> cluster.assign("n1", "1.1"));
    commands.put("assign to an unknown node", cluster -> cluster.assign("n9", "1.1"));
    commands.put("started", cluster -> cluster.started("n1", "1.1#1"));
    commands.put("started, another node", cluster -> cluster.started("n9", "1.1#1"));
    commands.put("started, another attempt", cluster -> cluster.started("n1", "1.1#2"));
    commands.put(
        "program exited",
        cluster -> cluster.apply(new Command.AttemptFinishing("n1", attemptId("1.1#1"), exit(0))));
    commands.put("residue", cluster -> cluster.apply(residue("n1", "1.1#1", Samples.residue(1))));
    commands.put(
        "residue, another node",
        cluster -> cluster.apply(residue("n9", "1.1#1", Samples.residue(1))));
    commands.put(
        "residue, another attempt",
        cluster -> cluster.apply(residue("n1", "1.1#2", Samples.residue(1))));
    commands.put("no residue", cluster -> cluster.apply(residue("n1", "1.1#1", null)));
    commands.put("ended with 0", cluster -> cluster.ended("n1", "1.1#1", exited(0)));
    commands.put(
        "ended by a kill", cluster -> cluster.ended("n1", "1.1#1", killed(Cause.CANCELED)));
    commands.put("ended, another attempt", cluster -> cluster.ended("n1", "1.1#2", exited(0)));
    commands.put("node lost", cluster -> cluster.apply(new Command.NodeLost("n1", "instance-1")));
    commands.put("node rejoins with it", cluster -> cluster.rejoin("n1", running("1.1#1")));
    commands.put("node rejoins without it", cluster -> cluster.rejoin("n1"));
    commands.put("node reboots", cluster -> cluster.reboot("n1"));
    commands.put("node taken offline, force", cluster -> cluster.offline("n1", true));
    return commands;
  }

  private static Command residue(String node, String attempt, @Nullable Residue residue) {
    return new Command.AttemptResidue(node, attemptId(attempt), residue);
  }

  private static InventoryItem running(String attempt) {
    return item(attempt, Stage.RUNNING);
  }

  // ---- jobs ----

  @Test
  void everyCommandOnAJob_isAsListed() {
    rows(
        new Golden(
            "job-commands.txt",
            "What commands about job 1 come to: reply, then events, then what nodes are told."),
        jobs(),
        jobCommands());
  }

  @Test
  void everyJobState_thatOutlivesACommand_hasAScene() {
    var states = EnumSet.noneOf(JobState.class);
    jobs()
        .values()
        .forEach(scene -> play(scene).view().job(1).ifPresent(found -> states.add(found.state())));
    states.add(JobState.SUBMITTED); // passed through within one command
    states.add(JobState.VALIDATING);
    assertThat(states).containsExactlyInAnyOrder(JobState.values());
  }

  private static Map<String, Scene> jobs() {
    var scenes = new LinkedHashMap<String, Scene>();
    scenes.put("unknown", cluster -> {});
    scenes.put("CONFIGURING", cluster -> cluster.create(task()));
    scenes.put("QUEUED", cluster -> cluster.submit(task()));
    scenes.put("RUNNING", after(cluster -> cluster.run("n1", "1.1")));
    scenes.put(
        "FINISHING",
        cluster -> {
          cluster.submit(failFast(), task(), task());
          cluster.run("n1", "1.1", "1.2");
          cluster.ended("1.1#1", exited(1));
        });
    scenes.put("CANCELING", running(cluster -> cluster.cancelJob(1, "first")));
    scenes.put(
        "CANCELING, graceful", running(cluster -> cluster.cancelJob(1, order("first"), true)));
    scenes.put("FINISHED", cluster -> cluster.submit());
    scenes.put(
        "FAILED",
        cluster -> {
          cluster.submit(task());
          cluster.run("n1", "1.1");
          cluster.ended("1.1#1", exited(1));
        });
    scenes.put(
        "CANCELED",
        cluster -> {
          cluster.submit(task());
          cluster.cancelJob(1, "first");
        });
    return scenes;
  }

  private static Map<String, Scene> jobCommands() {
    var commands = new LinkedHashMap<String, Scene>();
    commands.put(
        "add tasks", cluster -> cluster.apply(new Command.AddTasks(null, 1, List.of(task()))));
    commands.put("submit", cluster -> cluster.apply(new Command.SubmitJob(null, 1, false)));
    commands.put("cancel", cluster -> cluster.cancelJob(1, "second"));
    commands.put("cancel with force", cluster -> cluster.cancelJob(1, force("second"), false));
    commands.put("cancel gracefully", cluster -> cluster.cancelJob(1, order("second"), true));
    return commands;
  }

  // ---- nodes ----

  @Test
  void everyCommandOnANode_isAsListed() {
    rows(
        new Golden(
            "node-commands.txt",
            "What commands about node n2 come to: reply, then events, then what nodes are told."),
        nodes(),
        nodeCommands());
  }

  @Test
  void everyNodeState_hasAScene() {
    var states = EnumSet.noneOf(NodeState.class);
    nodes()
        .values()
        .forEach(scene -> play(scene).view().node("n2").ifPresent(n -> states.add(n.state())));
    assertThat(states).containsExactlyInAnyOrder(NodeState.values());
  }

  private static Map<String, Scene> nodes() {
    var scenes = new LinkedHashMap<String, Scene>();
    scenes.put("unknown", cluster -> {});
    scenes.put("ONLINE, idle", cluster -> cluster.join("n2", 2));
    scenes.put("ONLINE, busy", NodesScene::busy);
    scenes.put("ONLINE, leftover", cluster -> cluster.join(offer("n2", 2), running("7.7#1")));
    scenes.put("DRAINING", NodesScene.busyThen(cluster -> cluster.offline("n2", false)));
    scenes.put("DRAINING, by force", NodesScene.busyThen(cluster -> cluster.offline("n2", true)));
    scenes.put(
        "OFFLINE",
        cluster -> {
          cluster.join("n2", 2);
          cluster.offline("n2", false);
        });
    scenes.put("ONLINE, lost", NodesScene.busyThen(cluster -> cluster.lose("n2")));
    scenes.put(
        "OFFLINE, lost",
        NodesScene.busyThen(
            cluster -> {
              cluster.offline("n2", false);
              cluster.lose("n2");
            }));
    return scenes;
  }

  /** A node with a running task. */
  private static final class NodesScene {
    static void busy(TestCluster cluster) {
      cluster.join("n2", 2);
      cluster.submit(task());
      cluster.run("n2", "1.1");
    }

    static Scene busyThen(Scene then) {
      return cluster -> {
        busy(cluster);
        then.accept(cluster);
      };
    }
  }

  private static Map<String, Scene> nodeCommands() {
    var commands = new LinkedHashMap<String, Scene>();
    commands.put("bring online", cluster -> cluster.online("n2"));
    commands.put("take offline", cluster -> cluster.offline("n2", false));
    commands.put("take offline with force", cluster -> cluster.offline("n2", true));
    commands.put("lost", cluster -> cluster.apply(new Command.NodeLost("n2", "instance-1")));
    commands.put(
        "an older agent lost", cluster -> cluster.apply(new Command.NodeLost("n2", "instance-0")));
    commands.put("joins empty", cluster -> cluster.join(offer("n2", 2)));
    commands.put(
        "joins with attempts",
        cluster -> cluster.join(offer("n2", 2), running("1.1#1"), running("7.7#1")));
    return commands;
  }

  // ---- outcomes ----

  private static String outcome(Outcome outcome) {
    var text = new StringBuilder(reply(outcome.reply()));
    var events = outcome.events().stream().map(event -> event(event.change())).toList();
    if (!events.isEmpty()) {
      text.append("; ").append(String.join(", ", events));
    }
    var effects = outcome.effects().stream().map(CommandMatrixTest::effect).toList();
    if (!effects.isEmpty()) {
      text.append("; ").append(String.join(", ", effects));
    }
    return text.toString();
  }

  private static String reply(Reply reply) {
    if (reply instanceof Reply.Refused refused) {
      return "refused " + refused.refusal().reason();
    } else if (reply instanceof Reply.TasksCanceled canceled) {
      return canceled.results().items().stream()
          .map(item -> item.verdict().name())
          .collect(Collectors.joining(" "));
    } else if (reply instanceof Reply.JobAccepted accepted) {
      return "job " + accepted.job() + " with " + accepted.tasks();
    } else if (reply instanceof Reply.TasksAdded added) {
      return "added " + added.count() + " from " + added.first();
    } else if (reply instanceof Reply.Stale stale) {
      return "stale " + stale.items();
    }
    return "done";
  }

  private static String event(Event.Change change) {
    if (change instanceof Event.TaskChanged moved) {
      return moved.task() + " " + moved.to() + (moved.cause() == null ? "" : "/" + moved.cause());
    } else if (change instanceof Event.ResidueChanged changed) {
      return changed.task() + " residue of " + changed.processes();
    } else if (change instanceof Event.JobChanged moved) {
      return "job " + moved.to();
    } else if (change instanceof Event.NodeChanged moved) {
      return moved.node() + " " + moved.state() + (moved.reachable() ? "" : " unreachable");
    }
    throw new AssertionError(change);
  }

  private static String effect(Effect effect) {
    if (effect instanceof Effect.Tell tell) {
      return "tell " + tell.node() + " " + tell.attempt();
    } else if (effect instanceof Effect.Acknowledge acknowledge) {
      return "acknowledge " + acknowledge.node() + " " + acknowledge.attempt();
    }
    throw new AssertionError(effect);
  }
}
