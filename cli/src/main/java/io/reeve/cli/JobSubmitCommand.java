package io.reeve.cli;

import io.reeve.client.Json;
import io.reeve.client.SchedulerClient;
import io.reeve.client.model.Job;
import io.reeve.client.model.JobState;
import io.reeve.client.model.JobSubmission;
import io.reeve.client.model.SubmittedJob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Submits a job of one task, or what a file says. */
@Command(
    name = "submit",
    description = "Submit a job: one task given here, or many from a file.",
    footer = {
      "",
      "With --wait the exit code is 0 when the job finished, 1 when it failed or was",
      "canceled."
    })
final class JobSubmitCommand extends Verb {
  @Mixin SubmitOptions options = new SubmitOptions();

  @Option(names = "--wait", description = "Return when the job is over.")
  boolean wait;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "A SubmitJobRequest in JSON, - for standard input; instead of a command.")
  @Nullable Path file;

  @Parameters(
      paramLabel = "CMD",
      arity = "0..*",
      description = "The program and its arguments, after --.")
  List<String> command = new ArrayList<>();

  @Override
  int run(SchedulerClient client, Printer printer) throws IOException {
    SubmittedJob submitted = client.jobs().submit(submission());
    if (!printer.json()) {
      printer.line(printer.quiet() ? submitted.id().toString() : said(submitted));
    }
    if (!wait) {
      if (printer.json()) {
        printer.line(Json.print(client.jobs().get(submitted.id())));
      }
      return Exit.DONE;
    }
    Job over = new Waiting(client, printer).untilOver(submitted.id());
    if (printer.json()) {
      printer.line(Json.print(over));
    } else if (!printer.quiet()) {
      printer.line("job " + over.id() + " " + Words.name(over.state()).toLowerCase(Locale.ROOT));
    }
    if (over.state() == JobState.FINISHED) {
      return Exit.DONE;
    }
    if (!printer.quiet()) {
      printer.note("see why:  reeve task list " + over.id());
    }
    return Exit.REFUSED;
  }

  private JobSubmission submission() throws IOException {
    if ((file == null) == command.isEmpty()) {
      throw usage("give either a command after -- or --file");
    }
    return file == null ? options.submission(command) : Json.submission(read(file));
  }

  private String read(Path from) throws IOException {
    return from.toString().equals("-")
        ? new String(reeve().shell().in().readAllBytes(), StandardCharsets.UTF_8)
        : Files.readString(from);
  }

  private static String said(SubmittedJob submitted) {
    return "job " + submitted.id() + " submitted";
  }
}
