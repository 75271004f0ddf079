package io.reeve.scheduler.core.task;

import static io.reeve.scheduler.core.testing.Samples.START;
import static io.reeve.scheduler.core.testing.Samples.exit;
import static io.reeve.scheduler.core.testing.Samples.exited;
import static io.reeve.scheduler.core.testing.Samples.killed;
import static io.reeve.scheduler.core.testing.Samples.neverStarted;
import static io.reeve.scheduler.core.testing.Samples.onceOnly;
import static io.reeve.scheduler.core.testing.Samples.ran;
import static io.reeve.scheduler.core.testing.Samples.residue;
import static io.reeve.scheduler.core.testing.Samples.startFailed;
import static io.reeve.scheduler.core.testing.Samples.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.scheduler.core.testing.Golden;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every state of a task, in every shape it can have, with everything that can happen to it. */
class TaskMachineMatrixTest {
  private static final Instant LATER = START.plusSeconds(60);
  private static final RetryPolicy RETRY = new RetryPolicy(2, true);
  private static final RetryPolicy NO_RETRY_LEFT = new RetryPolicy(1, true);
  private static final RetryPolicy JOB_ENDING = new RetryPolicy(2, false);

  /** Something that can happen. */
  private interface Input {
    Decision to(Task task);
  }

  @Test
  void everyStateWithEveryInput_isAsListed() {
    var golden =
        new Golden(
            "task-transitions.txt",
            "What TaskMachine decides: a task, what happens to it, and what it comes to.",
            "bug: the caller can know that it is impossible, and gets an exception.",
            "A task may be rerunnable or not; retries of the system may be left or not.");
    shapes()
        .forEach(
            (shape, task) ->
                inputs()
                    .forEach((input, action) -> golden.row(shape, input, outcome(task, action))));
    golden.check();
  }

  @Test
  void everyState_hasAShape() {
    var covered = EnumSet.noneOf(TaskState.class);
    shapes().values().forEach(task -> covered.add(task.state()));
    assertThat(covered).containsExactlyInAnyOrder(TaskState.values());
  }

  @Test
  void finalTask_neverChanges() {
    shapes().values().stream()
        .filter(task -> task.state().isFinal())
        .forEach(
            task ->
                inputs()
                    .forEach(
                        (input, action) ->
                            assertThat(outcome(task, action))
                                .as("%s %s", task.state(), input)
                                .isIn("bug", "stale", "refused TASK_ALREADY_ENDED")));
  }

  @Test
  void oldAndFutureAttempts_areStaleEverywhere() {
    shapes()
        .values()
        .forEach(
            task ->
                inputs()
                    .forEach(
                        (input, action) -> {
                          if (input.contains("old attempt") || input.contains("future attempt")) {
                            assertThat(outcome(task, action))
                                .as("%s %s", task.state(), input)
                                .isEqualTo("stale");
                          }
                        }));
  }

  // ---- shapes ----

  private static Map<String, Task> shapes() {
    var shapes = new LinkedHashMap<String, Task>();
    shapes(shapes, "", task());
    shapes(shapes, " once-only", onceOnly());
    return shapes;
  }

  private static void shapes(Map<String, Task> shapes, String suffix, TaskSpec spec) {
    var configuring = Task.configuring(TaskId.of(1, 1), spec, START);
    var submitted = TaskMachine.submitted(configuring, START).next();
    var validating = TaskMachine.validationBegan(submitted, START).next();
    var queued = TaskMachine.validated(validating, START).next();
    // The second attempt, so that the first one is an old one.
    var lost = TaskMachine.assigned(queued, "n1", START).next();
    var retried =
        TaskMachine.attemptEnded(
                lost,
                1,
                EndReport.neverStarted(Cause.START_FAILED, failure()),
                new RetryPolicy(9, true),
                START)
            .next();
    var dispatching =
        spec.rerunnable()
            ? TaskMachine.assigned(retried, "n2", START).next()
            : TaskMachine.assigned(queued, "n2", START).next();
    var running = start(dispatching);
    var finishing = exits(running);
    var canceling = cancel(running, user(false));
    shapes.put("CONFIGURING" + suffix, configuring);
    shapes.put("SUBMITTED" + suffix, submitted);
    shapes.put("VALIDATING" + suffix, validating);
    shapes.put("QUEUED" + suffix, queued);
    shapes.put("DISPATCHING" + suffix, dispatching);
    shapes.put("RUNNING" + suffix, running);
    shapes.put("FINISHING" + suffix, finishing);
    shapes.put(
        "FINISHING taken away" + suffix,
        TaskMachine.leftBehindUnwanted(finishing, takenAway()).next());
    shapes.put("FINISHING unconfirmed" + suffix, exits(dispatching));
    shapes.put("CANCELING" + suffix, canceling);
    shapes.put(
        "CANCELING with residue" + suffix,
        TaskMachine.residueSeen(canceling, canceling.attempt(), residue(2)).next());
    shapes.put("CANCELING unconfirmed" + suffix, cancel(dispatching, user(false)));
    shapes.put("CANCELING exited" + suffix, exits(canceling));
    shapes.put("CANCELING forced" + suffix, cancel(running, user(true)));
    shapes.put("CANCELING taken away" + suffix, cancel(running, takenAway()));
    shapes.put("CANCELING taken away unc." + suffix, cancel(dispatching, takenAway()));
    shapes.put("FINISHED" + suffix, end(running, exited(0)));
    shapes.put("FAILED" + suffix, end(running, exited(1)));
    shapes.put("CANCELED" + suffix, cancel(queued, user(false)));
  }

  private static Task start(Task task) {
    return TaskMachine.started(task, task.attempt(), 7, START, "out", "err", START).next();
  }

  private static Task exits(Task task) {
    return TaskMachine.programExited(task, task.attempt(), exit(0), START).next();
  }

  private static Task cancel(Task task, Cancellation request) {
    return TaskMachine.cancelRequested(task, request, START).next();
  }

  private static Task end(Task task, EndReport report) {
    return TaskMachine.attemptEnded(task, task.attempt(), report, RETRY, START).next();
  }

  private static StartFailure failure() {
    return new StartFailure(StartFailure.Stage.NODE, 11, "cannot fork");
  }

  private static Cancellation user(boolean force) {
    return Cancellation.requested(
        "alice", "first", START, Duration.ofSeconds(15), force, Cause.CANCELED, false);
  }

  private static Cancellation takenAway() {
    return Cancellation.requested(
        "operator", "node taken offline", START, Duration.ZERO, true, Cause.NODE_LOST, true);
  }

  // ---- inputs ----

  private static Map<String, Input> inputs() {
    var inputs = new LinkedHashMap<String, Input>();
    inputs.put("submitted", task -> TaskMachine.submitted(task, LATER));
    inputs.put("validation began", task -> TaskMachine.validationBegan(task, LATER));
    inputs.put("validated", task -> TaskMachine.validated(task, LATER));
    inputs.put("validation failed", task -> TaskMachine.validationFailed(task, "why", LATER));
    inputs.put("assigned", task -> TaskMachine.assigned(task, "n3", LATER));
    ofAttempt(
        inputs,
        "started",
        (task, n) -> TaskMachine.started(task, n, 9, LATER, "out", "err", LATER));
    ofAttempt(
        inputs,
        "program exited 0",
        (task, n) -> TaskMachine.programExited(task, n, exit(0), LATER));
    inputs.put(
        "program exited 1",
        task -> TaskMachine.programExited(task, task.attempt(), exit(1), LATER));
    ofAttempt(inputs, "residue", (task, n) -> TaskMachine.residueSeen(task, n, residue(2)));
    inputs.put("other residue", task -> TaskMachine.residueSeen(task, task.attempt(), residue(1)));
    inputs.put("no residue", task -> TaskMachine.residueSeen(task, task.attempt(), null));
    ended(inputs, "ended, exit 0", exited(0), RETRY);
    ended(inputs, "ended, exit 1", exited(1), RETRY);
    ended(inputs, "ended, killed", killed(Cause.CANCELED), RETRY);
    ended(inputs, "ended, time limit", killed(Cause.TIME_LIMIT), RETRY);
    ended(inputs, "ended, exit 0 at the time limit", ran(exit(0), Cause.TIME_LIMIT, true), RETRY);
    ended(
        inputs,
        "ended, end unknown",
        ran(new ExitEvidence.Unknown("supervisor lost"), Cause.EXITED, false),
        RETRY);
    ended(inputs, "node lost", EndReport.unseen("node lost", LATER), RETRY);
    ended(inputs, "node lost, no retry left", EndReport.unseen("node lost", LATER), NO_RETRY_LEFT);
    ended(inputs, "node lost, job is ending", EndReport.unseen("node lost", LATER), JOB_ENDING);
    ended(inputs, "never started", neverStarted(), RETRY);
    ended(inputs, "never started, job is ending", neverStarted(), JOB_ENDING);
    ended(inputs, "no such program", startFailed(StartFailure.Stage.EXEC), RETRY);
    ended(inputs, "start failed by the node", startFailed(StartFailure.Stage.NODE), RETRY);
    ended(
        inputs,
        "start failed by the node, no retry",
        startFailed(StartFailure.Stage.NODE),
        NO_RETRY_LEFT);
    inputs.put(
        "ended, old attempt",
        task -> TaskMachine.attemptEnded(task, task.attempt() - 1, exited(0), RETRY, LATER));
    inputs.put(
        "ended, future attempt",
        task -> TaskMachine.attemptEnded(task, task.attempt() + 1, exited(0), RETRY, LATER));
    inputs.put("cancel", task -> TaskMachine.cancelRequested(task, second(false), LATER));
    inputs.put("cancel with force", task -> TaskMachine.cancelRequested(task, second(true), LATER));
    inputs.put(
        "taken away",
        task ->
            TaskMachine.cancelRequested(
                task,
                Cancellation.requested(
                    "operator", "second", LATER, Duration.ZERO, true, Cause.NODE_LOST, true),
                LATER));
    inputs.put(
        "left behind is unwanted", task -> TaskMachine.leftBehindUnwanted(task, takenAway()));
    return inputs;
  }

  private static Cancellation second(boolean force) {
    return Cancellation.requested(
        "bob", "second", LATER, Duration.ofSeconds(1), force, Cause.JOB_CANCELED, false);
  }

  /** Something that is about an attempt. */
  private interface AttemptInput {
    Decision to(Task task, int attempt);
  }

  private static void ofAttempt(Map<String, Input> inputs, String name, AttemptInput input) {
    inputs.put(name, task -> input.to(task, task.attempt()));
    inputs.put(name + ", old attempt", task -> input.to(task, task.attempt() - 1));
    inputs.put(name + ", future attempt", task -> input.to(task, task.attempt() + 1));
  }

  private static void ended(
      Map<String, Input> inputs, String name, EndReport report, RetryPolicy policy) {
    inputs.put(name, task -> TaskMachine.attemptEnded(task, task.attempt(), report, policy, LATER));
  }

  // ---- outcomes ----

  private static String outcome(Task task, Input input) {
    Decision decision;
    try {
      decision = input.to(task);
    } catch (IllegalStateException e) {
      return "bug";
    }
    var next = decision.next();
    return switch (decision.kind()) {
      case MOVED -> next.state() + details(task, next);
      case NOTED -> "noted" + details(task, next);
      case UNCHANGED -> same(task, next, "unchanged");
      case STALE -> same(task, next, "stale");
      case REFUSED -> same(task, next, "refused " + decision.refusal().reason());
    };
  }

  private static String same(Task task, Task next, String text) {
    assertThat(next).isSameAs(task);
    return text;
  }

  private static String details(Task was, Task is) {
    var text = new StringBuilder();
    part(text, "cause", is.cause(), was.cause());
    if (is.state().isFinal()) {
      part(text, "message", "'" + is.message() + "'", null);
    }
    if (is.attempt() != was.attempt()) {
      part(text, "attempt", is.attempt(), null);
    } else if (is.attempt() > 0 && !is.lastAttempt().equals(was.lastAttempt())) {
      attempt(text, was.lastAttempt().orElseThrow(), is.lastAttempt().orElseThrow());
    }
    if (is.cancellation() == null && was.cancellation() != null) {
      text.append(", order withdrawn");
    } else if (is.cancellation() != null && !is.cancellation().equals(was.cancellation())) {
      var order = is.cancellation();
      text.append(", order of ")
          .append(order.requestedBy())
          .append(order.force() ? " now" : " ")
          .append(order.force() ? "" : order.grace().toSeconds() + "s");
    }
    part(text, "retries", is.retries(), was.retries());
    return text.toString();
  }

  private static void attempt(StringBuilder text, Attempt was, Attempt is) {
    part(text, "pid", is.pid(), was.pid());
    part(text, "exit", is.exit(), was.exit());
    part(text, "residue of", processes(is), processes(was));
    if (is.kill() != null) {
      text.append(is.kill().unproven().isEmpty() ? ", proven" : ", unproven");
      part(text, "by", is.kill().requestedBy(), "");
    }
  }

  private static int processes(Attempt attempt) {
    return Optional.ofNullable(attempt.residue()).map(Residue::total).orElse(0);
  }

  private static void part(StringBuilder text, String name, Object is, Object was) {
    if (is != null && !is.equals(was)) {
      text.append(", ").append(name).append(' ').append(show(is));
    }
  }

  private static String show(Object value) {
    if (value instanceof ExitEvidence.Exited exited) {
      return Integer.toString(exited.code());
    } else if (value instanceof ExitEvidence.Signaled signaled) {
      return signaled.name();
    } else if (value instanceof ExitEvidence.Unknown unknown) {
      return "unknown(" + unknown.why() + ")";
    }
    return value.toString();
  }

  @Test
  void states_keepTheirOrder() {
    // The log holds ordinals: a new state goes to the end, and into the table above.
    assertThat(Arrays.stream(TaskState.values()).map(Enum::name))
        .containsExactly(
            "CONFIGURING",
            "SUBMITTED",
            "VALIDATING",
            "QUEUED",
            "DISPATCHING",
            "RUNNING",
            "FINISHING",
            "FINISHED",
            "FAILED",
            "CANCELED",
            "CANCELING");
  }
}
