package io.reeve.cli;

import io.reeve.client.model.Attempt;
import io.reeve.client.model.Task;
import io.reeve.client.model.TaskSpec;
import java.time.Instant;

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
    printer.step("Attempt " + attempt.number() + " on " + attempt.node(), "");
    printer.step("  dispatched", Words.exact(attempt.dispatchTime()));
    attempt.startTime().ifPresent(time -> printer.step("  started", started(attempt, time)));
    attempt
        .startFailure()
        .ifPresent(
            failure ->
                printer.step(
                    "  not started",
                    failure.message()
                        + (failure.errorNumber() == 0
                            ? ""
                            : " (error " + failure.errorNumber() + ")")));
    attempt.exit().ifPresent(exit -> printer.step("  ended with", Words.exit(exit)));
    attempt
        .surelyDeadBy()
        .ifPresent(
            time ->
                printer.step(
                    attempt.endTime().isEmpty() ? "  node silent" : "  node lost",
                    (attempt.endTime().isEmpty() ? "surely dead by " : "was surely dead by ")
                        + Words.exact(time)));
    attempt
        .residue()
        .ifPresent(
            residue -> {
              printer.step("  residue", ResidueStory.words(residue));
              ResidueStory.table(residue, printer);
            });
    attempt.killRecord().ifPresent(new KillStory(printer)::tell);
    attempt.endTime().ifPresent(time -> printer.step("  over", Words.exact(time)));
    used(attempt);
    if (!attempt.stdoutPath().isEmpty()) {
      printer.step("  stdout", attempt.stdoutPath());
      printer.step("  stderr", attempt.stderrPath());
    }
  }

  private void used(Attempt attempt) {
    attempt
        .cpuTime()
        .ifPresent(
            time ->
                printer.step(
                    "  used",
                    Words.span(time)
                        + " of processor time"
                        + (attempt.maxMemoryBytes() > 0
                            ? ", at most " + Words.bytes(attempt.maxMemoryBytes())
                            : "")));
  }

  private static String started(Attempt attempt, Instant time) {
    return Words.exact(time) + ", process " + attempt.pid();
  }
}
