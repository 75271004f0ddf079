package io.reeve.cli;

import io.reeve.client.Json;
import io.reeve.client.SchedulerClient;
import io.reeve.client.model.Job;
import io.reeve.client.model.JobQuery;
import io.reeve.client.model.JobState;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists jobs, newest first. */
@Command(name = "list", description = "List jobs that are not over, newest first.")
final class JobListCommand extends Verb {
  @Mixin ListOptions limit = new ListOptions();

  @Option(
      names = {"-a", "--all"},
      description = "Also those that are over.")
  boolean all;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      split = ",",
      converter = Converters.State.class,
      description = "Only in one of these states, such as running,failed.")
  @Nullable List<JobState> states;

  @Option(names = "--owner", paramLabel = "NAME", description = "Only of this owner.")
  String owner = "";

  @Option(names = "--name", paramLabel = "NAME", description = "Only with exactly this name.")
  String name = "";

  @Override
  int run(SchedulerClient client, Printer printer) {
    JobQuery query =
        JobQuery.builder()
            .states(wanted())
            .owner(owner)
            .name(name)
            .newestFirst(true)
            .pageSize(limit.pageSize())
            .build();
    List<Job> jobs = limit.take(client.jobs().listAll(query), printer);
    if (printer.json()) {
      printer.jsonArray(jobs.stream().map(Json::print).toList());
    } else if (printer.quiet()) {
      jobs.forEach(job -> printer.line(job.id().toString()));
    } else {
      print(jobs, printer);
    }
    return Exit.DONE;
  }

  private Set<JobState> wanted() {
    if (states != null) {
      return EnumSet.copyOf(states);
    }
    return all
        ? Set.of()
        : Arrays.stream(JobState.values())
            .filter(state -> !state.isFinal() && state != JobState.UNKNOWN)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(JobState.class)));
  }

  private void print(List<Job> jobs, Printer printer) {
    if (jobs.isEmpty()) {
      printer.note(all || states != null ? "no jobs" : "no jobs; --all shows those that are over");
      return;
    }
    Table table = printer.table("ID", "NAME", "STATE", "TASKS", "OWNER", "CREATED");
    for (Job job : jobs) {
      table.row(
          job.id().toString(),
          Words.orDash(job.spec().name()),
          Words.name(job.state()),
          job.counts().ended() + "/" + job.counts().total(),
          job.owner(),
          Words.ago(Optional.of(job.createTime()), printer.now()));
    }
    printer.print(table);
  }
}
