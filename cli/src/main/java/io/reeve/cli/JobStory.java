package io.reeve.cli;

import io.reeve.client.model.Job;
import io.reeve.client.model.TaskCounts;
import java.util.ArrayList;
import java.util.List;

/** Tells a job to a person. */
final class JobStory {
  private final Printer printer;

  JobStory(Printer printer) {
    this.printer = printer;
  }

  void tell(Job job) {
    printer.fact("Job", job.id() + (job.spec().name().isEmpty() ? "" : " " + job.spec().name()));
    printer.fact("State", Words.name(job.state()));
    if (!job.message().isEmpty()) {
      printer.fact("Message", job.message());
    }
    printer.fact("Owner", Words.orDash(job.owner()));
    job.spec().priority().ifPresent(priority -> printer.fact("Priority", "" + priority));
    job.spec().gracePeriod().ifPresent(grace -> printer.fact("Grace", Words.span(grace)));
    if (!job.spec().project().isEmpty()) {
      printer.fact("Project", job.spec().project());
    }
    if (job.spec().failOnTaskFailure()) {
      printer.fact("Failure", "the first task that fails ends the others");
    }
    printer.fact("Tasks", counts(job.counts()));
    job.cancellation().ifPresent(cancel -> printer.fact("Cancel", CancellationStory.words(cancel)));
    printer.line("");
    printer.line("History");
    job.history()
        .forEach(
            step ->
                printer.line("  " + Words.exact(step.time()) + "  " + Words.name(step.state())));
  }

  static String counts(TaskCounts counts) {
    List<String> parts = new ArrayList<>();
    add(parts, counts.configuring(), "configuring");
    add(parts, counts.queued(), "queued");
    add(parts, counts.dispatching(), "dispatching");
    add(parts, counts.running(), "running");
    add(parts, counts.canceling(), "canceling");
    add(parts, counts.finished(), "finished");
    add(parts, counts.failed(), "failed");
    add(parts, counts.canceled(), "canceled");
    return parts.isEmpty() ? "none" : String.join(", ", parts);
  }

  private static void add(List<String> parts, long count, String state) {
    if (count > 0) {
      parts.add(count + " " + state);
    }
  }
}
