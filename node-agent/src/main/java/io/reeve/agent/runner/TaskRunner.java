package io.reeve.agent.runner;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.Cause;
import io.reeve.agent.core.EndReport;
import io.reeve.agent.core.Ending;
import io.reeve.agent.core.ExitEvidence;
import io.reeve.agent.core.Kill;
import io.reeve.agent.core.KillMachine;
import io.reeve.agent.core.KillMachine.Action;
import io.reeve.agent.core.KillMachine.Step;
import io.reeve.agent.core.KillRecord;
import io.reeve.agent.core.StartFailure;
import io.reeve.agent.core.StartOrder;
import io.reeve.agent.core.StopRequest;
import io.reeve.agent.core.StopSignal;
import io.reeve.agent.core.Time.Moment;
import io.reeve.agent.crash.CrashPoint;
import io.reeve.agent.crash.CrashPoints;
import io.reeve.agent.process.Containment.Ask;
import io.reeve.agent.process.ProcessFact;
import io.reeve.agent.process.ProcessFact.Claimed;
import io.reeve.agent.process.ProcessFact.Gone;
import io.reeve.agent.process.ProcessFact.NotStarted;
import io.reeve.agent.process.ProcessFact.ProgramExited;
import io.reeve.agent.process.ProcessFact.Rebooted;
import io.reeve.agent.process.ProcessFact.Started;
import io.reeve.agent.process.ProcessFact.SupervisorLost;
import io.reeve.agent.process.ProcessIdentity;
import io.reeve.agent.process.RunningProcess;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt, from its order to its acknowledged end. Joins what was asked (start, stop), what was
 * observed ({@link ProcessFact}) and the time; the rules of ending are {@link KillMachine}'s.
 * Runner thread only.
 *
 * <p>PREPARING (spec and acceptance on their way to disk), LAUNCHED (a supervisor is asked for),
 * RUNNING, FINISHING (the program ended, others are left), REPORTING (the report is on its way to
 * disk), ENDED (waits to be acknowledged). ORPHANED: its files are lost or damaged, and the census
 * says when nothing of it is left. A stop that comes before RUNNING makes sure that the program
 * never starts, if it still can.
 */
final class TaskRunner {
  private static final Logger log = LoggerFactory.getLogger(TaskRunner.class);

  /** How far the attempt is. */
  enum Stage {
    PREPARING,
    LAUNCHED,
    RUNNING,
    FINISHING,
    ORPHANED,
    REPORTING,
    ENDED
  }

  private final StartOrder order;
  private final TaskFiles files;
  private final NodeRunner node;
  private final KillMachine machine;
  private final ResidueWatch residue;

  private Stage stage = Stage.PREPARING;
  private long launchNanos;
  private boolean
      held; // accepted by an earlier agent, not claimed: starts if the head node still wants it
  private Kill kill = Kill.IDLE;
  private long armedFor = Long.MAX_VALUE; // the kill timer that counts; others that fire are stale
  private Optional<StopRequest> stopBeforeStart = Optional.empty();
  private Optional<RunningProcess> process = Optional.empty();
  private Optional<Instant> startTime = Optional.empty();
  private Optional<ProgramExited> programExit = Optional.empty();
  private boolean supervisorLost;
  private Optional<EndReport> report = Optional.empty();

  TaskRunner(StartOrder order, TaskFiles files, NodeRunner node, KillMachine machine) {
    this.order = order;
    this.files = files;
    this.node = node;
    this.machine = machine;
    this.residue = new ResidueWatch(order.id(), node);
  }

  /** For an attempt that is over: only its report is left. */
  static TaskRunner ended(
      EndReport report, StartOrder order, NodeRunner node, KillMachine machine) {
    TaskFiles files = new TaskFiles("", false, "", report.stdout(), report.stderr());
    TaskRunner runner = new TaskRunner(order, files, node, machine);
    runner.stage = Stage.ENDED;
    runner.report = Optional.of(report);
    return runner;
  }

  AttemptId id() {
    return order.id();
  }

  StartOrder order() {
    return order;
  }

  TaskFiles files() {
    return files;
  }

  Stage stage() {
    return stage;
  }

  Optional<EndReport> report() {
    return stage == Stage.ENDED ? report : Optional.empty();
  }

  /** Whether a fact about its processes is still to come. */
  boolean awaitsFacts() {
    return switch (stage) {
      case LAUNCHED, RUNNING, FINISHING, ORPHANED -> true;
      case PREPARING, REPORTING, ENDED -> false;
    };
  }

  /** Nothing can be learned from its files, or it has none. */
  void orphan() {
    stage = Stage.ORPHANED;
  }

  /** The order is on disk, or could not be written. */
  void onPrepared(Optional<IOException> failure) {
    CrashPoints.reached(CrashPoint.AFTER_INTENT_DURABLE);
    if (failure.isPresent()) {
      // Nothing of it is on disk, so nothing can start it; and what is to be said may not fit, too.
      report = Optional.of(nodeFailure("cannot prepare: " + failure.get().getMessage()));
      stage = Stage.ENDED;
      node.sendAgain(this);
    } else if (stopBeforeStart.isPresent()) {
      finish(EndReport.neverStarted(id(), stopBeforeStart.get().cause()));
    } else {
      launch();
    }
  }

  /**
   * An attempt of an earlier agent. One that nobody claimed is not launched yet: a stop may have
   * come for it that this agent does not know of. The head node repeats its orders after the join.
   */
  void adopt(Optional<ProcessFact> fact, Optional<Ending> ending) {
    stage = Stage.LAUNCHED;
    launchNanos = node.now().nanos();
    held = fact.isEmpty();
    Optional<Step> resumed = ending.map(e -> machine.resume(e, node.now()));
    if (fact.filter(TaskRunner::isRunning).isEmpty()) { // what is over is recorded with its request
      resumed.ifPresent(step -> kill = step.next());
    }
    fact.ifPresent(this::on);
    if (awaitsFacts()) {
      resumed.ifPresent(this::take);
    }
  }

  private static boolean isRunning(ProcessFact fact) {
    return fact instanceof Claimed || fact instanceof Started;
  }

  /** Asks for a supervisor, or asks again: it is harmless. */
  void launch() {
    held = false;
    stage = Stage.LAUNCHED;
    launchNanos = node.now().nanos();
    CrashPoints.reached(CrashPoint.BEFORE_SUPERVISOR_FORKED);
    try {
      node.processes().launch(id());
    } catch (IOException e) {
      log.warn("event=launch-failed attempt={} reason=\"{}\": trying again", id(), e.toString());
    }
    CrashPoints.reached(CrashPoint.AFTER_SUPERVISOR_FORKED);
  }

  /** Nobody claimed the attempt for a while although somebody was asked to. */
  void relaunchWhenOverdue(Duration patience) {
    if (stage == Stage.LAUNCHED
        && (!held || kill.active())
        && process.isEmpty()
        && node.now().nanos() - launchNanos >= patience.toNanos()) {
      log.warn("event=launch-overdue attempt={}", id());
      if (kill.active()) { // a start that could not be prevented yet
        stopLaunched(kill.request().orElseThrow());
      } else {
        launch();
      }
    }
  }

  /** A stop was asked for: by the head node, a time limit, a lost lease. May be repeated. */
  void stop(StopRequest request) {
    switch (stage) {
      case PREPARING -> stopBeforeStart = stopBeforeStart.or(() -> Optional.of(request));
      case LAUNCHED -> stopLaunched(request);
      case RUNNING, FINISHING -> take(machine.stop(kill, request, node.now()));
      case ORPHANED -> {
        kill = machine.stop(kill, request, node.now()).next();
        node.reap(id());
      }
      case REPORTING -> {} // the report is about to go
      case ENDED -> node.sendAgain(this);
    }
  }

  /** Whoever creates the run file first decides whether the program starts. */
  private void stopLaunched(StopRequest request) {
    try {
      if (process.isEmpty() && node.processes().prevent(id())) {
        finish(EndReport.neverStarted(id(), request.cause()));
        return;
      }
    } catch (IOException e) {
      log.warn("event=prevent-failed attempt={} reason=\"{}\"", id(), e.toString());
    }
    take(machine.stop(kill, request, node.now()));
    node.processes().look(id()).ifPresent(this::on);
  }

  /** Something was observed; the same thing may be told again. */
  void on(ProcessFact fact) {
    if (!awaitsFacts()) {
      return;
    }
    if (fact instanceof Claimed claimed) {
      onClaimed(claimed.process());
    } else if (fact instanceof Started started) {
      onStarted(started);
    } else if (fact instanceof ProgramExited exited) {
      onProgramExited(exited);
    } else if (fact instanceof Gone gone) {
      onGone(gone);
    } else if (fact instanceof NotStarted notStarted) {
      onNotStarted(notStarted);
    } else if (fact instanceof SupervisorLost) {
      onSupervisorLost();
    } else if (fact instanceof Rebooted rebooted) {
      onRebooted(rebooted);
    }
  }

  private void onClaimed(RunningProcess claimed) {
    if (process.isEmpty()) {
      CrashPoints.reached(CrashPoint.AFTER_CLAIM_SEEN);
      process = Optional.of(claimed);
      if (kill.phase() == Kill.Phase.KILLING) {
        node.kill(ask());
      }
    }
  }

  private void onStarted(Started started) {
    if (stage != Stage.LAUNCHED) {
      return;
    }
    if (process.isEmpty()) { // the claim and the start were seen at once
      CrashPoints.reached(CrashPoint.AFTER_CLAIM_SEEN);
    }
    stage = Stage.RUNNING;
    process = Optional.of(started.process());
    startTime = Optional.of(started.startTime());
    log.info("event=started attempt={} pid={}", id(), pid());
    CrashPoints.reached(CrashPoint.BEFORE_START_REPORTED);
    sendStarted();
    CrashPoints.reached(CrashPoint.AFTER_START_REPORTED);
    order.timeLimit().ifPresent(limit -> armTimeLimit(started.startNanos(), limit));
    if (kill.phase() == Kill.Phase.POLITE) {
      node.ask(ask()); // the stop came first; the deadline runs since then
    } else if (kill.active()) {
      node.kill(ask());
    }
  }

  private void onProgramExited(ProgramExited exited) {
    if (stage != Stage.RUNNING) {
      return;
    }
    stage = Stage.FINISHING;
    programExit = Optional.of(exited);
    log.info("event=left-behind attempt={} processes={}", id(), exited.leftBehind());
    if (!kill.active()) {
      take(
          begunBySupervisor()
              .orElseGet(() -> machine.stop(kill, order.endOfLeftBehind(), node.now())));
    }
    sendFinishing(node.reports());
  }

  /** What the supervisor is ending for a reason of its own: this agent stood still then. */
  private Optional<Step> begunBySupervisor() {
    return node.processes().ending(order).map(ending -> machine.resume(ending, node.now()));
  }

  private void onNotStarted(NotStarted notStarted) {
    finish(
        notStarted
            .failure()
            .map(this::startFailed)
            .orElseGet(() -> EndReport.neverStarted(id(), kill.cause())));
  }

  private void onSupervisorLost() {
    if (!supervisorLost) {
      supervisorLost = true;
      log.error("event=supervisor-lost attempt={}", id());
      // Nobody carries on a grace period reliably now, and what is left can only be found by
      // searching.
      take(
          machine.stop(
              kill,
              StopRequest.own(Cause.NODE_LOST, "supervisor lost", Duration.ZERO),
              node.now()));
    }
  }

  private void onRebooted(Rebooted rebooted) {
    finish(lost(rebooted.pid(), rebooted.startTime()));
  }

  /** Everything of it is gone: the record is made. */
  private void onGone(Gone gone) {
    if (!kill.active() && !gone.signals().isEmpty()) {
      begunBySupervisor().ifPresent(step -> kill = step.next());
    }
    CrashPoints.reached(CrashPoint.BEFORE_OUTBOX_WRITTEN);
    take(machine.gone(kill));
    boolean known = !(gone.exit() instanceof ExitEvidence.Unknown);
    KillRecord record =
        kill.record(
            gone.exitTime(),
            gone.unproven().isEmpty() ? Optional.of(gone.goneTime()) : Optional.empty(),
            gone.leftBehind(),
            gone.unproven(),
            gone.unproven().isEmpty() ? node.containment() : "session-scan",
            gone.signals());
    finish(
        new EndReport(
            id(),
            false,
            Optional.empty(),
            gone.pid() == 0 ? pid() : gone.pid(),
            known ? Optional.of(gone.startTime()) : startTime,
            Optional.of(gone.exit()),
            kill.cause(),
            Optional.of(record),
            files.stdout(),
            files.stderr(),
            gone.cpuTime(),
            gone.maxMemoryBytes()));
    CrashPoints.reached(CrashPoint.DURING_OUTBOX_WRITE);
  }

  private EndReport lost(long pid, Optional<Instant> start) {
    KillRecord record = kill.rebootRecord(node.now().wall());
    return new EndReport(
        id(),
        false,
        Optional.empty(),
        pid,
        start,
        Optional.of(new ExitEvidence.Unknown("reboot")),
        Cause.NODE_LOST,
        Optional.of(record),
        files.stdout(),
        files.stderr(),
        Optional.empty(),
        0);
  }

  private EndReport startFailed(StartFailure failure) {
    String path =
        switch (failure.stage()) {
          case WORK_DIR -> "working directory " + files.workDir();
          case STDIN -> "standard input " + files.stdin();
          case STDOUT -> "standard output " + files.stdout();
          case STDERR -> "standard error " + files.stderr();
          case EXEC -> "program " + order.command().get(0);
          case NODE -> "node";
        };
    return EndReport.startFailed(
        id(),
        new StartFailure(failure.stage(), failure.errorNumber(), path + ": " + failure.message()));
  }

  private EndReport nodeFailure(String message) {
    return EndReport.startFailed(id(), new StartFailure(StartFailure.Stage.NODE, 0, message));
  }

  private void finish(EndReport end) {
    stage = Stage.REPORTING;
    report = Optional.of(end);
    node.journal(
        end,
        () -> {
          CrashPoints.reached(CrashPoint.AFTER_OUTBOX_DURABLE);
          stage = Stage.ENDED;
          log.info(
              "event=ended attempt={} cause={} exit={} neverStarted={}",
              id(),
              end.cause(),
              end.exit().map(Object::toString).orElse("-"),
              end.neverStarted());
          node.reports().ended(end);
        });
  }

  /** Takes a decision: the next value, then what is to be done, then the timer. */
  private void take(Step step) {
    kill = step.next();
    for (Action action : step.actions()) {
      switch (action) {
        case ASK -> {
          if (stage != Stage.LAUNCHED) { // a program that is not executed yet is asked when it is
            node.ask(ask());
          }
        }
        case SHORTEN -> process.ifPresent(p -> node.containmentPort().shorten(ask()));
        case KILL -> process.ifPresent(p -> node.kill(ask()));
        case PUBLISH_RESIDUE -> process.ifPresent(residue::look);
        case HEAL -> residue.heal();
      }
    }
    step.wakeAt().ifPresent(this::wakeAt);
  }

  private void wakeAt(long nanos) {
    if (nanos == armedFor) {
      return;
    }
    armedFor = nanos;
    node.at(
        nanos,
        () -> {
          if (armedFor == nanos && awaitsFacts()) {
            armedFor = Long.MAX_VALUE;
            take(machine.wake(kill, node.now()));
          }
        });
  }

  private void armTimeLimit(long startNanos, Duration limit) {
    node.at(
        startNanos + limit.toNanos(),
        () -> {
          if (stage == Stage.RUNNING) {
            stop(order.endOverTime());
          }
        });
  }

  /**
   * The agent sent signals on behalf of this attempt; {@code before} was read just before it did.
   */
  void signaled(StopSignal signal, int processes, Moment before) {
    kill = machine.sent(kill, signal, processes, before);
  }

  /** Tells the head node where it stands, whatever it was told before. */
  void sendAgain(Reports reports) {
    switch (stage) {
      case PREPARING, ORPHANED, REPORTING -> {} // the news is on its way
      case LAUNCHED -> {
        if (held && !kill.active()) { // one that is to end is prevented as soon as that works
          launch();
        }
      }
      case RUNNING -> sendStarted();
      case FINISHING -> {
        sendStarted();
        sendFinishing(reports);
      }
      case ENDED -> report.ifPresent(reports::ended);
    }
  }

  /** Tells somebody new what a kill has not ended. */
  void sendResidue(Reports reports) {
    residue.sendAgain(reports);
  }

  InventoryEntry inventory() {
    InventoryEntry.State state =
        switch (stage) {
          case PREPARING, LAUNCHED -> InventoryEntry.State.STARTING;
          case RUNNING ->
              kill.active() ? InventoryEntry.State.ENDING : InventoryEntry.State.RUNNING;
          case FINISHING, ORPHANED, REPORTING -> InventoryEntry.State.ENDING;
          case ENDED -> InventoryEntry.State.ENDED;
        };
    return new InventoryEntry(id(), state, pid(), startTime, files.stdout(), files.stderr());
  }

  private void sendStarted() {
    startTime.ifPresent(
        time -> node.reports().started(id(), pid(), time, files.stdout(), files.stderr()));
  }

  /**
   * Not when the agent itself had it ended: the head node would take the program's end for its own
   * doing, and the task for done.
   */
  private void sendFinishing(Reports to) {
    if (kill.cause() != Cause.NODE_LOST) {
      programExit.ifPresent(e -> to.finishing(id(), e.exit(), e.exitTime()));
    }
  }

  private long pid() {
    return process.flatMap(RunningProcess::program).map(ProcessIdentity::pid).orElse(0L);
  }

  private Ask ask() {
    return new Ask(
        process.orElseThrow(),
        order.stopSignal(),
        kill.deadline(),
        kill.request().orElseThrow(),
        kill.beginning().orElseThrow());
  }
}
