package io.reeve.cli;

import io.reeve.client.Json;
import io.reeve.client.SchedulerClient;
import io.reeve.client.model.BulkCancel;
import io.reeve.client.model.CancelReport;
import io.reeve.client.model.CancelResult;
import io.reeve.client.model.CancelVerdict;
import io.reeve.client.model.Task;
import io.reeve.client.model.TaskId;
import io.reeve.client.model.TaskSelector;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Cancels tasks, all in one call. */
@Command(
    name = "cancel",
    description = "Cancel tasks in one step, with a verdict for each.",
    footer = "The exit code is 1 if a task does not exist or had ended before.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields before the call
final class TaskCancelCommand extends Verb {
  @Parameters(
      paramLabel = "ID",
      arity = "1..*",
      converter = Converters.Task.class,
      description = "Such as 12.1.")
  List<TaskId> tasks;

  @Option(
      names = "--message",
      paramLabel = "TEXT",
      description = "Why; a task keeps that of its first cancel.")
  String message = "";

  @Option(names = "--force", description = "Kill every process at once.")
  boolean force;

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      converter = Converters.Span.class,
      description = "Time to stop by themselves, 0s to 1h; default: each task's own.")
  @Nullable Duration grace;

  @Option(names = "--wait", description = "Return when all of them have ended.")
  boolean wait;

  @Option(names = "--dry-run", description = "Only say what would happen.")
  boolean dryRun;

  @Override
  int run(SchedulerClient client, Printer printer) {
    BulkCancel.Builder cancel =
        BulkCancel.of(TaskSelector.ofTasks(tasks)).message(message).force(force).dryRun(dryRun);
    if (grace != null) {
      cancel.gracePeriod(grace);
    }
    CancelReport report = client.tasks().cancelAll(cancel.build());
    print(report, printer);
    if (wait && !dryRun) {
      waitAndPrint(report, client, printer);
    }
    boolean all = report.results().stream().allMatch(item -> item.verdict().isEnding());
    return all ? Exit.DONE : Exit.REFUSED;
  }

  private void print(CancelReport report, Printer printer) {
    if (printer.json()) {
      printer.line(Json.print(report));
      return;
    }
    for (CancelResult item : report.results()) {
      if (!printer.quiet()) {
        printer.line(item.task() + (dryRun ? " (dry run) " : " ") + words(item.verdict()));
      } else if (item.verdict().isEnding()) {
        printer.line(item.task().toString());
      }
    }
  }

  /** The verdict is the same with and without force; what happens now is not. */
  private String words(CancelVerdict verdict) {
    boolean killed = force && !dryRun && verdict == CancelVerdict.ALREADY_CANCELING;
    return Words.verdict(verdict) + (killed ? ": killed at once now" : "");
  }

  private static void waitAndPrint(CancelReport report, SchedulerClient client, Printer printer) {
    List<TaskId> existing =
        report.results().stream()
            .filter(item -> item.verdict() != CancelVerdict.NOT_FOUND)
            .map(CancelResult::task)
            .distinct()
            .toList();
    List<Task> ended = new Waiting(client, printer).untilEnded(existing);
    if (!printer.json() && !printer.quiet()) {
      for (Task task : ended) {
        String exit = task.exit().map(how -> ": " + Words.exit(how)).orElse("");
        printer.line(task.id() + " " + Words.name(task.state()) + Text.printable(exit));
      }
    }
  }
}
