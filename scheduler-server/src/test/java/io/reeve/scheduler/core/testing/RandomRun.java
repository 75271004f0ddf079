package io.reeve.scheduler.core.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.scheduler.core.Resources;
import io.reeve.scheduler.core.cluster.CancelOrder;
import io.reeve.scheduler.core.cluster.Cluster;
import io.reeve.scheduler.core.cluster.ClusterImage;
import io.reeve.scheduler.core.cluster.Command;
import io.reeve.scheduler.core.cluster.Effect;
import io.reeve.scheduler.core.cluster.Outcome;
import io.reeve.scheduler.core.cluster.Reply;
import io.reeve.scheduler.core.cluster.RequestKey;
import io.reeve.scheduler.core.cluster.TaskSelection;
import io.reeve.scheduler.core.job.JobSpec;
import io.reeve.scheduler.core.job.JobState;
import io.reeve.scheduler.core.node.InventoryItem.Stage;
import io.reeve.scheduler.core.node.NodeState;
import io.reeve.scheduler.core.task.Attempt;
import io.reeve.scheduler.core.task.AttemptId;
import io.reeve.scheduler.core.task.Cause;
import io.reeve.scheduler.core.task.StartFailure;
import io.reeve.scheduler.core.task.TaskId;
import io.reeve.scheduler.core.task.TaskSpec;
import io.reeve.scheduler.core.task.TaskState;
import io.reeve.scheduler.plan.Planner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Plays clients, agents, the network, the leader's timers and the real planner against one cluster,
 * one {@link Move} after another, and checks after every command what must hold ({@link
 * Invariants}) and what only the whole picture shows: that no task runs twice at once and no
 * attempt twice at all, that the planner never proposes what is refused, and that it is woken
 * whenever it could start something.
 */
public final class RandomRun {
  private static final List<TaskSpec> TASKS =
      List.of(
          Samples.task(1),
          Samples.task(1),
          Samples.task(2),
          Samples.onceOnly(),
          Samples.task(4).withGrace(Duration.ofSeconds(3)),
          Samples.task().withResources(Samples.resources(1, 100, "gpu", 1)),
          Samples.task().withResources(Samples.resources(2, 600, "gpu", 2)),
          Samples.task(64));
  private static final List<Resources> CAPACITIES =
      List.of(
          Resources.ofCores(2),
          Resources.ofCores(4),
          Samples.resources(2, 1000, "gpu", 2),
          Samples.resources(3, 100, "gpu", 1),
          Resources.ofCores(1));
  private static final List<String> NODES = List.of("n1", "n2", "n3");

  /** A command and when it was applied. */
  public record Logged(Command command, Instant time, Outcome outcome) {}

  private final TestCluster cluster = TestCluster.empty();
  private final Map<String, ModelAgent> agents = new TreeMap<>();
  private final List<Logged> log = new ArrayList<>();
  private final List<Command> reports = new ArrayList<>();
  private final Set<AttemptId> executed = new HashSet<>();
  private boolean planningPays;
  private Instant plannedAt = Instant.MIN;
  private int requests;

  /** The cluster it is played against. */
  public TestCluster cluster() {
    return cluster;
  }

  /** Everything that was applied. */
  public List<Logged> log() {
    return log;
  }

  // ---- commands ----

  private Outcome apply(Command command) {
    var outcome = cluster.apply(command);
    log.add(new Logged(command, cluster.now(), outcome));
    planningPays |= outcome.planningPays();
    for (var effect : outcome.effects()) {
      carryOut(effect);
    }
    return outcome;
  }

  private void carryOut(Effect effect) {
    if (effect instanceof Effect.Tell tell) {
      var agent = agents.get(tell.node());
      if (agent.connected) {
        cluster.view().order(tell.node(), tell.attempt()).ifPresent(agent::obey);
      }
    } else if (effect instanceof Effect.Acknowledge acknowledge) {
      var agent = agents.get(acknowledge.node());
      if (agent != null && agent.connected) {
        agent.forget(acknowledge.attempt());
      }
    }
  }

  /**
   * Does one thing, and looks whether the planner would have anything to do that it is not told.
   */
  public void play(Move move) {
    cluster.advance(Duration.ofMillis(move.b() % 7));
    var kind = move.kind();
    if (kind < 90) {
      submit(move);
    } else if (kind < 130) {
      configure(move);
    } else if (kind < 280) {
      plan(List.of(1, 3, 100).get(move.a() % 3));
    } else if (kind < 320) {
      assignAnything(move);
    } else if (kind < 440) {
      execute(move);
    } else if (kind < 480) {
      exit(move);
    } else if (kind < 580) {
      end(move);
    } else if (kind < 600) {
      residue(move);
    } else if (kind < 640) {
      resend(move);
    } else if (kind < 680) {
      reportAgain(move);
    } else if (kind < 760) {
      cancelTasks(move);
    } else if (kind < 790) {
      cancelJob(move);
    } else if (kind < 870) {
      join(move);
    } else if (kind < 890) {
      agent(move).ifPresent(agent -> agent.connected = false);
    } else if (kind < 915) {
      lose(move);
    } else if (kind < 930) {
      loseRecord(move);
    } else if (kind < 965) {
      changeNode(move);
    } else if (kind < 980) {
      setParameter(move);
    } else if (kind < 990) {
      repeatRequest(move);
    } else {
      cluster.advance(Duration.ofHours(move.b() % 26));
    }
    plannerIsWoken();
  }

  // ---- clients ----

  private static <T> T pick(List<T> from, int number) {
    return from.get(number % from.size());
  }

  private static JobSpec job(int number) {
    return new JobSpec(
        "",
        pick(List.of(2000, 2000, 1000, 4000), number),
        number % 5 == 0 ? Duration.ofMinutes(1) : null,
        number % 3 == 0,
        "");
  }

  private static List<TaskSpec> tasks(int number) {
    var tasks = new ArrayList<TaskSpec>();
    for (var rest = number; rest > 0; rest /= TASKS.size()) {
      tasks.add(pick(TASKS, rest));
    }
    return tasks;
  }

  private @Nullable RequestKey key(int number) {
    return number % 2 == 0 ? null : new RequestKey(7, ++requests, 1);
  }

  private void submit(Move move) {
    apply(
        new Command.SubmitNewJob(
            key(move.a()),
            move.a() % 2 == 0 ? "alice" : "bob",
            job(move.a()),
            tasks(move.b()),
            move.a() % 7 == 0));
  }

  private void configure(Move move) {
    var job = (long) (move.a() % 12);
    switch (move.b() % 3) {
      case 0 -> apply(new Command.CreateJob(key(move.a()), "alice", job(move.a())));
      case 1 -> apply(new Command.AddTasks(key(move.a()), job, tasks(move.b())));
      default -> apply(new Command.SubmitJob(key(move.a()), job, move.a() % 5 == 0));
    }
  }

  private List<TaskId> taskIds() {
    return cluster
        .view()
        .tasks(
            new TaskSelection.Filter(new TreeSet<>(), Set.of(), "", "", ""),
            TaskId.of(0, 0),
            0,
            Integer.MAX_VALUE)
        .stream()
        .map(task -> task.id())
        .toList();
  }

  private static CancelOrder order(int number) {
    return new CancelOrder(
        "user" + number % 3,
        "reason " + number,
        number % 4 == 0,
        pick(
            Arrays.asList(null, null, Duration.ZERO, Duration.ofSeconds(1), Duration.ofMinutes(5)),
            number / 4));
  }

  private void cancelTasks(Move move) {
    var selection = selection(move);
    var stopOnError = move.a() % 3 == 0;
    var said = cluster.view().previewCancel(selection, stopOnError);
    var outcome =
        apply(new Command.CancelTasks(key(move.b()), selection, order(move.a()), stopOnError));
    assertThat(outcome.reply()).isEqualTo(new Reply.TasksCanceled(said));
  }

  private TaskSelection selection(Move move) {
    var ids = taskIds();
    if (ids.isEmpty() || move.b() % 10 == 0) {
      return new TaskSelection.Filter(
          new TreeSet<>(Set.of((long) (move.a() % 12))),
          move.b() % 20 == 0 ? Set.of() : Set.of(pick(List.of(TaskState.values()), move.a())),
          "",
          "",
          "");
    }
    var refs = new ArrayList<TaskId>();
    refs.add(pick(ids, move.b()));
    if (move.b() % 3 == 0) {
      refs.add(pick(ids, move.a()));
      refs.add(TaskId.of(999, 1));
      refs.add(pick(ids, move.b()));
    }
    return new TaskSelection.Refs(refs);
  }

  private void cancelJob(Move move) {
    var order = order(move.b());
    apply(
        new Command.CancelJob(
            key(move.b()), move.a() % 12, order, move.a() % 3 == 0 && !order.force()));
  }

  private void changeNode(Move move) {
    var node = pick(List.of("n1", "n2", "n3", "n9"), move.a());
    switch (move.b() % 4) {
      case 0 -> apply(new Command.TakeOffline(key(move.b()), node, false, "operator", "drain"));
      case 1 -> apply(new Command.TakeOffline(key(move.b()), node, true, "operator", ""));
      default -> apply(new Command.BringOnline(key(move.b()), node));
    }
  }

  private void setParameter(Move move) {
    var name = pick(List.of("TaskRetryCount", "TaskCancelGracePeriod", "Nonsense"), move.a());
    apply(
        new Command.SetParameters(
            key(move.b()), new TreeMap<>(Map.of(name, Integer.toString(move.b() % 5 - 1)))));
  }

  private void repeatRequest(Move move) {
    var keyed =
        log.stream()
            .map(Logged::command)
            .filter(
                command ->
                    command instanceof Command.Mutation mutation && mutation.request() != null)
            .toList();
    if (!keyed.isEmpty()) {
      var command = (Command.Mutation) pick(keyed, move.a());
      var key = command.request();
      apply(
          move.b() % 2 == 0
              ? command
              : new Command.CreateJob(
                  new RequestKey(key.high(), key.low(), 2), "alice", JobSpec.DEFAULT));
    }
  }

  // ---- the leader ----

  private void plan(int limit) {
    plannedAt = cluster.view().time();
    var proposals = Planner.plan(cluster.view(), this::isConnected, plannedAt, limit);
    if (proposals.size() < limit) {
      planningPays = false;
    }
    if (!proposals.isEmpty()) {
      var outcome = apply(new Command.AssignTasks(proposals));
      assertThat(outcome.reply())
          .as("nothing came between the plan %s and its application", proposals)
          .isEqualTo(new Reply.Done());
    }
  }

  private boolean isConnected(String node) {
    var agent = agents.get(node);
    return agent != null && agent.connected;
  }

  /** Nobody says so when a pause is over: that is the business of the leader's timers. */
  private void plannerIsWoken() {
    if (!planningPays) {
      assertThat(Planner.plan(cluster.view(), this::isConnected, plannedAt, 100))
          .as("what could start although nobody said so")
          .isEmpty();
    }
  }

  /**
   * A plan made in another life. It need not take what stands in front, for which room is kept, so
   * others may start when it does; the planner of this life begins with a look of its own.
   */
  private void assignAnything(Move move) {
    var ids = taskIds();
    if (!ids.isEmpty() && !agents.isEmpty()) {
      planningPays = true;
      apply(
          new Command.AssignTasks(
              List.of(
                  new Command.Assignment(pick(ids, move.a()), pick(NODES, move.b())),
                  new Command.Assignment(pick(ids, move.b()), pick(NODES, move.a())))));
    }
  }

  private void lose(Move move) {
    agent(move)
        .ifPresent(
            agent -> {
              var instance = move.b() % 5 == 0 ? "instance-0" : agent.instanceId();
              if (!instance.equals("instance-0")) {
                agent.leaseIsOver();
              }
              apply(new Command.NodeLost(agent.name(), instance));
            });
  }

  // ---- agents ----

  private Optional<ModelAgent> agent(Move move) {
    return agents.isEmpty()
        ? Optional.empty()
        : Optional.of(pick(List.copyOf(agents.values()), move.a()));
  }

  private void join(Move move) {
    var name = pick(NODES, move.a());
    var agent = agents.get(name);
    if (agent == null) {
      agent = new ModelAgent(name, pick(CAPACITIES, move.b()));
      agents.put(name, agent);
    } else {
      switch (move.b() % 8) {
        case 0 -> agent.reboots();
        case 1 -> {
          agent.reboots();
          agent.loseRecords(this::isKnownToHaveRun);
        }
        case 2, 3 -> agent.restarts();
        case 4 -> agent.resize(pick(CAPACITIES, move.b()));
        default -> {} // the connection was cut, nothing else
      }
    }
    connect(agent);
  }

  private void connect(ModelAgent agent) {
    agent.connected = true;
    apply(new Command.NodeJoined(agent.offer(), agent.inventory()));
    cluster.view().orders(agent.name()).forEach(agent::obey);
  }

  private void execute(Move move) {
    agent(move)
        .ifPresent(
            agent -> {
              var starting = agent.in(Stage.STARTING);
              if (!starting.isEmpty()) {
                execute(agent, pick(starting, move.b()), move.b());
              }
            });
  }

  private void execute(ModelAgent agent, AttemptId attempt, int how) {
    if (how % 10 == 0) {
      var stage = how % 20 == 0 ? StartFailure.Stage.NODE : StartFailure.Stage.EXEC;
      agent.failToStart(attempt, Samples.startFailed(stage));
      report(agent, attempt);
      return;
    }
    assertThat(agents.values())
        .as("agents on which a task lives when it starts as " + attempt)
        .noneMatch(other -> other.lives(attempt.task()));
    assertThat(executed.add(attempt)).as("%s runs once", attempt).isTrue();
    agent.execute(attempt);
    send(
        agent,
        new Command.AttemptStarted(agent.name(), attempt, 4711, cluster.now(), "out", "err"));
  }

  private void exit(Move move) {
    agent(move)
        .ifPresent(
            agent -> {
              var running = agent.in(Stage.RUNNING);
              if (!running.isEmpty()) {
                var attempt = pick(running, move.b());
                var exit = agent.exits(attempt, move.b() % 3);
                send(agent, new Command.AttemptFinishing(agent.name(), attempt, exit));
              }
            });
  }

  private void end(Move move) {
    agent(move)
        .ifPresent(
            agent -> {
              var alive = new ArrayList<>(agent.in(Stage.RUNNING));
              alive.addAll(agent.in(Stage.ENDING));
              if (!alive.isEmpty()) {
                var attempt = pick(alive, move.b());
                var cause = move.b() % 11 == 0 ? Cause.TIME_LIMIT : Cause.EXITED;
                agent.ends(attempt, pick(List.of(0, 0, 1, 256), move.b()), cause);
                report(agent, attempt);
              }
            });
  }

  private void residue(Move move) {
    agent(move)
        .ifPresent(
            agent -> {
              var ending = agent.in(Stage.ENDING);
              if (!ending.isEmpty()) {
                var left = move.b() % 3 == 0 ? null : Samples.residue(move.b() % 3);
                send(agent, new Command.AttemptResidue(agent.name(), pick(ending, move.b()), left));
              }
            });
  }

  private void report(ModelAgent agent, AttemptId attempt) {
    var report = agent.known(attempt).orElseThrow().report;
    send(agent, new Command.AttemptEnded(agent.name(), attempt, report));
  }

  private void send(ModelAgent agent, Command report) {
    reports.add(report);
    if (agent.connected) {
      apply(report);
    }
  }

  /** What is not acknowledged is sent again. */
  private void reportAgain(Move move) {
    agent(move).ifPresent(this::reportAll);
  }

  private void reportAll(ModelAgent agent) {
    agent.in(Stage.ENDED).forEach(attempt -> report(agent, attempt));
  }

  /** A message that took its time, as long as it is not about a record that is lost. */
  private void resend(Move move) {
    if (!reports.isEmpty()) {
      var report = pick(reports, move.a());
      if (report instanceof Command.AttemptEnded) {
        apply(report);
      } else if (report instanceof Command.AttemptStarted started && isConnected(started.node())) {
        apply(report);
      } else if (report instanceof Command.AttemptResidue residue && isConnected(residue.node())) {
        apply(report);
      } else if (report instanceof Command.AttemptFinishing finishing
          && isConnected(finishing.node())) {
        apply(report);
      }
    }
  }

  private void loseRecord(Move move) {
    agent(move)
        .ifPresent(
            agent -> {
              agent.restarts();
              agent.loseRecords(this::isKnownToHaveRun);
              connect(agent);
            });
  }

  /**
   * An agent writes down an attempt before it begins it. If that is lost too, and nobody else knows
   * that it began, it begins a second time: against a wiped disk there is no remedy here.
   */
  private boolean isKnownToHaveRun(AttemptId attempt) {
    return cluster
        .view()
        .task(attempt.task())
        .flatMap(
            task ->
                task.attempts().stream()
                    .filter(known -> known.number() == attempt.number())
                    .findFirst())
        .filter(Attempt::ran)
        .isPresent();
  }

  // ---- the end ----

  /** Heals everything and lets everything end: nothing may be stuck, nothing may be left over. */
  public void settle() {
    agents.put("big", new ModelAgent("big", Samples.resources(1000, 100_000, "gpu", 1000)));
    for (var agent : agents.values()) {
      connect(agent);
      if (cluster.node(agent.name()).state() != NodeState.ONLINE) {
        apply(new Command.BringOnline(null, agent.name()));
      }
    }
    for (var round = 0; round < 100 && !isQuiet(); round++) {
      for (var agent : agents.values()) {
        agent.in(Stage.STARTING).forEach(attempt -> execute(agent, attempt, 1));
        agent.in(Stage.RUNNING).forEach(attempt -> agent.ends(attempt, 0, Cause.EXITED));
        agent.in(Stage.ENDING).forEach(attempt -> agent.ends(attempt, 0, Cause.EXITED));
        reportAll(agent);
      }
      if (planningPays) {
        plan(100);
      }
    }
    nothingIsLeft();
  }

  private boolean isQuiet() {
    return !planningPays && agents.values().stream().allMatch(agent -> agent.inventory().isEmpty());
  }

  private void nothingIsLeft() {
    var image = cluster.image();
    assertThat(image.jobs())
        .as("jobs that never end")
        .allMatch(
            entry -> entry.job().state().isFinal() || entry.job().state() == JobState.CONFIGURING);
    assertThat(image.nodes())
        .as("nodes that do not get everything back")
        .allMatch(node -> node.used().equals(Resources.NONE) && node.leftovers().isEmpty());
    assertThat(cluster.view().queue().size()).isZero();
  }

  // ---- replay ----

  /** Applies everything after {@code from} commands again, to what the state was then. */
  public static void replay(List<Logged> log, int from, ClusterImage start, ClusterImage end) {
    var again = Cluster.of(start);
    for (var logged : log.subList(from, log.size())) {
      assertThat(again.apply(logged.command(), logged.time())).isEqualTo(logged.outcome());
    }
    assertThat(again.image()).isEqualTo(end);
  }
}
