package io.reeve.cli;

import io.reeve.client.Json;
import io.reeve.client.SchedulerClient;
import io.reeve.client.model.Job;
import io.reeve.client.model.JobCancel;
import io.reeve.client.model.JobId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Cancels a job. */
@Command(
    name = "cancel",
    description = "Cancel a job: what waits never runs, what runs is asked to stop, then killed.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields before the call
final class JobCancelCommand extends Verb {
  @Parameters(paramLabel = "JOB", converter = Converters.Job.class, description = "Such as 12.")
  JobId job;

  @Option(names = "--message", paramLabel = "TEXT", description = "Why; kept with the job.")
  String message = "";

  @Option(names = "--force", description = "Kill running tasks at once.")
  boolean force;

  @Option(names = "--graceful", description = "Let running tasks end by themselves.")
  boolean graceful;

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      converter = Converters.Span.class,
      description = "Time for running tasks to stop by themselves, 0s to 1h.")
  @Nullable Duration grace;

  @Option(names = "--wait", description = "Return when the job is over.")
  boolean wait;

  @Override
  int run(SchedulerClient client, Printer printer) {
    JobCancel.Builder cancel = JobCancel.of(job).message(message).force(force).graceful(graceful);
    if (grace != null) {
      cancel.gracePeriod(grace);
    }
    Job canceled = client.jobs().cancel(cancel.build());
    if (wait) {
      canceled = new Waiting(client, printer).untilOver(job);
    }
    if (printer.json()) {
      printer.line(Json.print(canceled));
    } else if (printer.quiet()) {
      printer.line(canceled.id().toString());
    } else {
      printer.line("job " + canceled.id() + ": " + Words.name(canceled.state()));
    }
    return Exit.DONE;
  }
}
