package io.reeve.cli;

import io.reeve.client.Json;
import io.reeve.client.SchedulerClient;
import io.reeve.client.model.Job;
import io.reeve.client.model.JobId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells the story of a job. */
@Command(name = "view", description = "Show a job.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields before the call
final class JobViewCommand extends Verb {
  @Parameters(paramLabel = "JOB", converter = Converters.Job.class, description = "Such as 12.")
  JobId job;

  @Option(
      names = {"-w", "--watch"},
      description = "Follow its changes until it is over.")
  boolean watch;

  @Override
  int run(SchedulerClient client, Printer printer) {
    if (watch) {
      new Follower(client, printer).followJob(job);
    }
    Job found = client.jobs().get(job);
    if (printer.json()) {
      printer.line(Json.print(found));
    } else if (printer.quiet()) {
      printer.line(found.id().toString());
    } else {
      new JobStory(printer).tell(found);
    }
    return Exit.DONE;
  }
}
