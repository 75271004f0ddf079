package io.reeve.cli;

import io.reeve.client.model.Attempt;
import io.reeve.client.model.KillRecord;
import io.reeve.client.model.SignalSent;
import io.reeve.client.model.Task;
import io.reeve.client.model.TaskSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Tells a task to a person: what was asked, what happened when, and how it was proven dead. */
final class TaskStory {
  private final Printer printer;

  TaskStory(Printer printer) {
    this.printer = printer;
  }

  void tell(Task task) {
    TaskSpec spec = task.spec();
    printer.fact("Task", task.id() + (spec.name().isEmpty() ? "" : " " + spec.name()));
    printer.fact(
        "State",
        Words.name(task.state())
            + task.cause().map(cause -> ", cause: " + Words.cause(cause)).orElse(""));
    task.exit().ifPresent(exit -> printer.fact("Exit", Words.exit(exit)));
    if (!task.message().isEmpty()) {
      printer.fact("Message", task.message());
    }
    if (!task.pendingReason().isEmpty()) {
      printer.fact("Waits", task.pendingReason());
    }
    printer.fact("Owner", Words.orDash(task.owner()));
    asked(spec);
    if (task.retryCount() > 0 || task.requeueCount() > 0) {
      printer.fact(
          "Repeated",
          Words.count(task.retryCount(), "time")
              + " by the system, "
              + Words.count(task.requeueCount(), "time")
              + " on request");
    }
    task.cancellation()
        .ifPresent(cancel -> printer.fact("Cancel", CancellationStory.words(cancel)));
    history(task);
    task.attempts().forEach(this::attempt);
  }

  private void asked(TaskSpec spec) {
    printer.fact("Command", String.join(" ", spec.command()));
    spec.resources().ifPresent(wanted -> printer.fact("Asks for", Words.resources(wanted)));
    spec.gracePeriod().ifPresent(grace -> printer.fact("Grace", Words.span(grace)));
    spec.timeLimit().ifPresent(limit -> printer.fact("Time limit", Words.span(limit)));
    if (!spec.stopSignal().isEmpty()) {
      printer.fact("Stop signal", spec.stopSignal());
    }
    if (!spec.workDir().isEmpty()) {
      printer.fact("Directory", spec.workDir());
    }
  }

  private void history(Task task) {
    printer.line("");
    printer.line("History");
    task.history()
        .forEach(
            step ->
                printer.line(
                    "  "
                        + Words.exact(step.time())
                        + "  "
                        + Words.name(step.state())
                        + (step.attempt() > 0 ? ", attempt " + step.attempt() : "")));
  }

  private void attempt(Attempt attempt) {
    printer.line("");
    say("Attempt " + attempt.number() + " on " + attempt.node(), "");
    say("  dispatched", Words.exact(attempt.dispatchTime()));
    attempt.startTime().ifPresent(time -> say("  started", started(attempt, time)));
    attempt
        .startFailure()
        .ifPresent(
            failure ->
                say(
                    "  not started",
                    failure.message()
                        + (failure.errorNumber() == 0
                            ? ""
                            : " (error " + failure.errorNumber() + ")")));
    attempt.exit().ifPresent(exit -> say("  ended with", Words.exit(exit)));
    attempt
        .surelyDeadBy()
        .ifPresent(time -> say("  node silent", "surely dead by " + Words.exact(time)));
    attempt.killRecord().ifPresent(this::proof);
    attempt.endTime().ifPresent(time -> say("  over", Words.exact(time)));
    used(attempt);
    if (!attempt.stdoutPath().isEmpty()) {
      say("  stdout", attempt.stdoutPath());
      say("  stderr", attempt.stderrPath());
    }
  }

  private void used(Attempt attempt) {
    attempt
        .cpuTime()
        .ifPresent(
            time ->
                say(
                    "  used",
                    Words.span(time)
                        + " of processor time"
                        + (attempt.maxMemoryBytes() > 0
                            ? ", at most " + Words.bytes(attempt.maxMemoryBytes())
                            : "")));
  }

  private static String reached(SignalSent sent) {
    return sent.processes() > 0
        ? "to " + Words.count(sent.processes(), "process")
        : "to an unknown number of processes: the agent was killed while it sent it";
  }

  private void proof(KillRecord kill) {
    asked(kill);
    kill.beginTime().ifPresent(time -> say("  taken up", Words.exact(time) + " by the agent"));
    for (SignalSent sent : kill.signals()) {
      say("  " + sent.signal(), Words.exact(sent.time()) + " " + reached(sent));
    }
    if (kill.escalated()) {
      say(
          "  killed",
          kill.forcedTime().isPresent()
              ? "by force"
              : "the grace period was over, or there was none");
    }
    kill.exitTime()
        .ifPresent(
            time ->
                say(
                    "  program gone",
                    Words.exact(time)
                        + (kill.leftBehind() > 0
                            ? "; it left " + Words.count(kill.leftBehind(), "process") + " behind"
                            : "")));
    if (kill.goneTime().isPresent()) {
      say("  all gone", gone(kill, kill.goneTime().get()));
    } else {
      say("  all gone", "not observed: " + Words.orDash(kill.unproven()));
    }
    kill.reportTime().ifPresent(time -> say("  reported", Words.exact(time)));
  }

  private void asked(KillRecord kill) {
    if (kill.acceptTime().isEmpty() && kill.requestedBy().isEmpty()) {
      return; // nobody asked: the program ended by itself
    }
    String by = kill.requestedBy().isEmpty() ? "the system" : kill.requestedBy();
    say(
        "  end asked",
        "by "
            + by
            + kill.cause().map(cause -> " (" + Words.cause(cause) + ")").orElse("")
            + kill.acceptTime().map(time -> ", accepted " + Words.exact(time)).orElse("")
            + kill.gracePeriod().map(grace -> ", grace " + Words.span(grace)).orElse("")
            + forced(kill)
            + (kill.message().isEmpty() ? "" : ", because: " + kill.message()));
  }

  private static String forced(KillRecord kill) {
    if (kill.forcedTime().isEmpty()) {
      return "";
    }
    return CancellationStory.forced(
        kill.forcedBy(), kill.forcedTime(), kill.acceptTime().orElse(Instant.MIN));
  }

  private static String gone(KillRecord kill, Instant time) {
    Optional<Instant> first = kill.signals().stream().map(SignalSent::time).findFirst();
    String after =
        first
            .map(
                signal ->
                    ", " + Words.span(Duration.between(signal, time)) + " after the first signal")
            .orElse("");
    String seenBy = kill.containment().isEmpty() ? "" : " (seen by " + kill.containment() + ")";
    return Words.exact(time) + after + seenBy;
  }

  private static String started(Attempt attempt, Instant time) {
    return Words.exact(time) + ", process " + attempt.pid();
  }

  private void say(String heading, String text) {
    Text.wrap(String.format("%-16s", heading), " ".repeat(16), text).forEach(printer::line);
  }
}
