package io.reeve.cli;

import io.reeve.client.Json;
import io.reeve.client.SchedulerClient;
import io.reeve.client.model.JobId;
import io.reeve.client.model.Task;
import io.reeve.client.model.TaskQuery;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the tasks of a job. */
@Command(name = "list", description = "List the tasks of a job.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields before the call
final class TaskListCommand extends Verb {
  @Mixin ListOptions limit = new ListOptions();

  @Parameters(paramLabel = "JOB", converter = Converters.Job.class, description = "Such as 12.")
  JobId job;

  @Option(
      names = {"-w", "--watch"},
      description = "Follow changes until the job is over, then list.")
  boolean watch;

  @Override
  int run(SchedulerClient client, Printer printer) {
    if (watch) {
      new Follower(client, printer).followJob(job);
    }
    TaskQuery query = TaskQuery.ofJob(job).pageSize(limit.pageSize());
    List<Task> tasks = limit.take(client.tasks().listAll(query), printer);
    if (printer.json()) {
      printer.jsonArray(tasks.stream().map(Json::print).toList());
    } else if (printer.quiet()) {
      tasks.forEach(task -> printer.line(task.id().toString()));
    } else if (tasks.isEmpty()) {
      printer.note("job " + job + " has no tasks");
    } else {
      print(tasks, printer);
    }
    return Exit.DONE;
  }

  private static void print(List<Task> tasks, Printer printer) {
    Table table = printer.table("ID", "STATE", "EXIT", "NODE", "STARTED", "ENDED", "COMMAND");
    for (Task task : tasks) {
      String command = String.join(" ", task.spec().command());
      table.row(
          task.id().toString(),
          Words.name(task.state()),
          Words.shortExit(task.exit()),
          Words.orDash(task.node()),
          Words.ago(task.startTime(), printer.now()),
          Words.ago(task.endTime(), printer.now()),
          task.spec().name().isEmpty() ? command : task.spec().name() + ": " + command);
    }
    printer.print(table);
  }
}
