package io.reeve.cli;

import io.reeve.client.Json;
import io.reeve.client.SchedulerClient;
import io.reeve.client.model.Task;
import io.reeve.client.model.TaskId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells the story of a task. */
@Command(
    name = "view",
    description = "Show a task: every state it was in, every attempt, and how it was proven dead.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields before the call
final class TaskViewCommand extends Verb {
  @Parameters(paramLabel = "ID", converter = Converters.Task.class, description = "Such as 12.1.")
  TaskId task;

  @Option(
      names = {"-w", "--watch"},
      description = "Follow its changes until it has ended.")
  boolean watch;

  @Override
  int run(SchedulerClient client, Printer printer) {
    if (watch) {
      new Follower(client, printer).followTask(task);
    }
    Task found = client.tasks().get(task);
    if (printer.json()) {
      printer.line(Json.print(found));
    } else if (printer.quiet()) {
      printer.line(found.id().toString());
    } else {
      new TaskStory(printer).tell(found);
    }
    return Exit.DONE;
  }
}
