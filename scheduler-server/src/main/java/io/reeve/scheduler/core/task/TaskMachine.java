package io.reeve.scheduler.core.task;

import static io.reeve.scheduler.core.task.TaskState.CANCELED;
import static io.reeve.scheduler.core.task.TaskState.CANCELING;
import static io.reeve.scheduler.core.task.TaskState.CONFIGURING;
import static io.reeve.scheduler.core.task.TaskState.DISPATCHING;
import static io.reeve.scheduler.core.task.TaskState.FAILED;
import static io.reeve.scheduler.core.task.TaskState.FINISHED;
import static io.reeve.scheduler.core.task.TaskState.FINISHING;
import static io.reeve.scheduler.core.task.TaskState.QUEUED;
import static io.reeve.scheduler.core.task.TaskState.RUNNING;
import static io.reeve.scheduler.core.task.TaskState.SUBMITTED;
import static io.reeve.scheduler.core.task.TaskState.VALIDATING;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Decides what happens to a task: one method per thing that can happen. Pure: the same task,
 * arguments and time give the same decision. {@code now} is always the time stamped on the command.
 *
 * <p>What the caller can know not to be possible in a state is a bug there and throws {@link
 * IllegalStateException}. What comes from agents and users can come in every state, and has an
 * answer in every state.
 */
public final class TaskMachine {
  private TaskMachine() {}

  /** Its job was submitted; only while CONFIGURING. */
  public static Decision submitted(Task task, Instant now) {
    return step(task, CONFIGURING, SUBMITTED, now);
  }

  /** Its validation began; only while SUBMITTED. */
  public static Decision validationBegan(Task task, Instant now) {
    return step(task, SUBMITTED, VALIDATING, now);
  }

  /** It is valid; only while VALIDATING. */
  public static Decision validated(Task task, Instant now) {
    return step(task, VALIDATING, QUEUED, now);
  }

  /** It is not valid; only while VALIDATING. */
  public static Decision validationFailed(Task task, String why, Instant now) {
    return Decision.moved(
        step(task, VALIDATING, FAILED, now).next().because(Cause.START_FAILED, why));
  }

  /** It was given to a node; only while QUEUED. */
  public static Decision assigned(Task task, String node, Instant now) {
    var attempt = Attempt.dispatched(task.attempt() + 1, node, now);
    return Decision.moved(step(task, QUEUED, DISPATCHING, now).next().withNewAttempt(attempt));
  }

  private static Decision step(Task task, TaskState from, TaskState to, Instant now) {
    if (task.state() != from) {
      throw new IllegalStateException(task.id() + " is " + task.state() + ", not " + from);
    }
    return Decision.moved(task.to(to, now));
  }

  /**
   * The program of an attempt was executed.
   *
   * @param attempt the attempt's number
   * @param pid process id
   * @param startedAt when, by the node's clock
   * @param stdout where standard output goes
   * @param stderr where standard error goes
   */
  public static Decision started(
      Task task,
      int attempt,
      long pid,
      Instant startedAt,
      String stdout,
      String stderr,
      Instant now) {
    if (task.attempt() != attempt) {
      return Decision.stale(task);
    }
    return switch (task.state()) {
      case DISPATCHING, RUNNING, FINISHING, CANCELING ->
          confirmed(task, task.current().started(pid, startedAt, stdout, stderr), now);
      case CONFIGURING, SUBMITTED, VALIDATING, QUEUED, FINISHED, FAILED, CANCELED ->
          Decision.stale(task);
    };
  }

  /**
   * While CANCELING it decides FAILED over CANCELED: it began before the cancel reached its node.
   */
  private static Decision confirmed(Task task, Attempt current, Instant now) {
    if (current.equals(task.current())) {
      return Decision.unchanged(task);
    }
    var next = task.withCurrent(current);
    return task.state() == DISPATCHING
        ? Decision.moved(next.to(RUNNING, now))
        : Decision.noted(next);
  }

  /**
   * The program of an attempt itself ended; processes it left behind are still there. Nobody ends
   * twice: the first evidence stands.
   */
  public static Decision programExited(Task task, int attempt, ExitEvidence exit, Instant now) {
    if (task.attempt() != attempt) {
      return Decision.stale(task);
    }
    return switch (task.state()) {
      case DISPATCHING, RUNNING ->
          Decision.moved(task.withCurrent(task.current().exited(exit)).to(FINISHING, now));
      case CANCELING ->
          task.current().exit() == null
              ? Decision.noted(task.withCurrent(task.current().exited(exit)))
              : Decision.unchanged(task);
      case FINISHING -> Decision.unchanged(task);
      case CONFIGURING, SUBMITTED, VALIDATING, QUEUED, FINISHED, FAILED, CANCELED ->
          Decision.stale(task);
    };
  }

  /**
   * What the kill of an attempt has not ended in time, or that nothing is left any more. Its state
   * and its resources stay as they are: only the end itself changes them.
   *
   * @param residue absent when nothing is left
   */
  public static Decision residueSeen(Task task, int attempt, @Nullable Residue residue) {
    if (task.attempt() != attempt) {
      return Decision.stale(task);
    }
    return switch (task.state()) {
      case DISPATCHING, RUNNING, FINISHING, CANCELING -> {
        var current = task.current().leaving(residue);
        yield current.equals(task.current())
            ? Decision.unchanged(task)
            : Decision.noted(task.withCurrent(current));
      }
      case CONFIGURING, SUBMITTED, VALIDATING, QUEUED, FINISHED, FAILED, CANCELED ->
          Decision.stale(task);
    };
  }

  /**
   * No process of an attempt exists any more, or it never began.
   *
   * @param attempt the attempt's number
   * @param report the evidence
   * @param policy whether the system may queue it again
   */
  public static Decision attemptEnded(
      Task task, int attempt, EndReport report, RetryPolicy policy, Instant now) {
    if (task.attempt() != attempt) {
      return Decision.stale(task);
    }
    if (report.neverStarted() && task.current().ran()) {
      // The agent lost its record: the end is unknown, and the processes may live on.
      return ended(task, EndReport.recordLost(now), RetryPolicy.NEVER, now);
    }
    return ended(task, report, policy, now);
  }

  /**
   * The node of the current attempt was declared lost; only while that holds resources there.
   *
   * @param keepsLease whether the node has killed everything by now. Then nothing of the attempt
   *     lives, unless there was something already that no kill had ended; else the system does not
   *     run the task again by itself
   */
  public static Decision nodeLost(Task task, boolean keepsLease, RetryPolicy policy, Instant now) {
    if (!task.state().holdsResources()) {
      throw new IllegalStateException(task.id() + " is " + task.state() + ", on no node");
    }
    var report = EndReport.unseen("node lost", now);
    return keepsLease && task.current().residue() == null
        ? ended(task.withCurrent(task.current().surelyDead(now)), report, policy, now)
        : ended(task, report, RetryPolicy.NEVER, now);
  }

  private static Decision ended(Task task, EndReport report, RetryPolicy policy, Instant now) {
    return switch (task.state()) {
      case DISPATCHING, RUNNING -> endedByItself(task, report, policy, now);
      case FINISHING -> endedByItself(task, afterExit(report), policy, now);
      case CANCELING -> endedByOrder(task, report, policy, now);
      case CONFIGURING, SUBMITTED, VALIDATING, QUEUED, FINISHED, FAILED, CANCELED ->
          Decision.stale(task);
    };
  }

  /**
   * The program had ended by itself: losing sight of what it left behind is no system error any
   * more.
   */
  private static EndReport afterExit(EndReport report) {
    return report.cause() == Cause.NODE_LOST
        ? new EndReport(
            report.neverStarted(),
            report.startFailure(),
            report.pid(),
            report.startedAt(),
            report.exit(),
            Cause.EXITED,
            report.kill(),
            report.stdout(),
            report.stderr(),
            report.cpuTime(),
            report.maxMemoryBytes())
        : report;
  }

  /** Nobody ordered the end: success, failure, or a system error that may be tried again. */
  private static Decision endedByItself(
      Task task, EndReport report, RetryPolicy policy, Instant now) {
    var over = over(task, report, report.cause(), now);
    if (isSystemError(report) && policy.allowsRetryOf(task)) {
      return Decision.moved(over.with(null).withOneMoreRetry().because(null, "").to(QUEUED, now));
    }
    var exit = over.lastAttempt().orElseThrow().exit();
    if (report.cause() == Cause.EXITED && exit != null && task.spec().isSuccess(exit)) {
      return Decision.moved(over.because(Cause.EXITED, "").to(FINISHED, now));
    }
    return Decision.moved(over.because(report.cause(), explain(report, exit)).to(FAILED, now));
  }

  /**
   * The end was ordered: CANCELED when it never ran, else FAILED; or queued again, if that was the
   * order.
   */
  private static Decision endedByOrder(
      Task task, EndReport report, RetryPolicy policy, Instant now) {
    var order = orderOf(task);
    var over = over(task, report, order.cause(), now);
    var ran = over.lastAttempt().orElseThrow().ran();
    // What never ran may be started once more even if it may run only once.
    if (order.requeue() && (ran ? policy.allowsRequeueOf(task) : policy.jobStartsTasks())) {
      return Decision.moved(over.with(null).because(null, "").to(QUEUED, now));
    }
    return Decision.moved(
        over.because(order.cause(), order.message()).to(ran ? FAILED : CANCELED, now));
  }

  /**
   * An end was ordered.
   *
   * <p>Source of the table: ISchedulerJob::CancelTask_2, Remarks; TaskState enumeration.
   *
   * @param request by whom, why, with which grace
   */
  public static Decision cancelRequested(Task task, Cancellation request, Instant now) {
    return switch (task.state()) {
      case CONFIGURING, SUBMITTED, VALIDATING, QUEUED ->
          Decision.moved(
              task.with(request).because(request.cause(), request.message()).to(CANCELED, now));
      case DISPATCHING, RUNNING -> Decision.moved(task.with(request).to(CANCELING, now));
      case CANCELING -> cancelAgain(task, request);
      case FINISHING, FINISHED, FAILED, CANCELED -> Decision.refused(task);
    };
  }

  /**
   * What its program left behind is to go at once, because its node is taken away; only while
   * FINISHING. Its own end is decided: state, cause and exit stay as they come.
   */
  public static Decision leftBehindUnwanted(Task task, Cancellation request) {
    if (task.state() != FINISHING) {
      throw new IllegalStateException(task.id() + " is " + task.state() + ", not FINISHING");
    }
    return task.cancellation() == null
        ? Decision.noted(task.with(request))
        : Decision.unchanged(task);
  }

  /**
   * The first request stands. Force makes it sharper, and a user's cancel replaces the system's
   * wish to requeue.
   */
  private static Decision cancelAgain(Task task, Cancellation request) {
    var first = orderOf(task);
    if (first.requeue() && !request.requeue()) {
      return Decision.noted(task.with(request.inPlaceOf(first)));
    }
    return request.force() && !first.force()
        ? Decision.noted(task.with(first.forcedBy(request)))
        : Decision.unchanged(task);
  }

  private static Task over(Task task, EndReport report, Cause cause, Instant now) {
    var order = task.cancellation();
    var kill = report.kill() == null ? null : report.kill().reportedAt(now);
    if (kill != null && order != null) {
      kill = kill.attributedTo(order);
    }
    return task.withCurrent(task.current().ended(report, cause, kill, now));
  }

  private static Cancellation orderOf(Task task) {
    var order = task.cancellation();
    if (order == null) {
      throw new IllegalStateException(task.id() + " is " + task.state() + " without an order");
    }
    return order;
  }

  private static boolean isSystemError(EndReport report) {
    return report.cause() == Cause.NODE_LOST
        || (report.startFailure() != null && report.startFailure().isSystemError());
  }

  private static String explain(EndReport report, @Nullable ExitEvidence exit) {
    var failure = report.startFailure();
    if (failure != null) {
      return failure.message();
    } else if (report.cause() == Cause.TIME_LIMIT) {
      return "time limit over";
    } else if (exit instanceof ExitEvidence.Exited exited) {
      return "exit code " + exited.code();
    } else if (exit instanceof ExitEvidence.Signaled signaled) {
      return "ended by " + signaled.name();
    } else if (exit instanceof ExitEvidence.Unknown unknown) {
      return "end unknown: " + unknown.why();
    }
    return "never started";
  }
}
