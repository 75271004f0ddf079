package io.reeve.cli;

import io.reeve.client.Jobs;
import io.reeve.client.SchedulerClient;
import io.reeve.client.TimedOutException;
import io.reeve.client.UnreachableException;
import io.reeve.client.model.Attempt;
import io.reeve.client.model.Cancellation;
import io.reeve.client.model.Cause;
import io.reeve.client.model.ExitStatus;
import io.reeve.client.model.JobSubmission;
import io.reeve.client.model.Task;
import io.reeve.client.model.TaskId;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Runs one program on the cluster as if it ran here. */
@Command(
    name = "run",
    description = "Run a program on the cluster and exit with its code.",
    footer = {
      "",
      "Exit code: the program's; 128+N when signal N ended it; 1 when it never ran or",
      "its end is not known. What else than the program itself ended it is said on",
      "standard error. Ctrl-C cancels the task politely, a second one kills it;",
      "either waits for its end. The program's output is not streamed yet: it is",
      "printed at the end when its files can be read on this machine, else their",
      "paths on the node are."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before the call
final class RunCommand extends Verb {
  /** For somebody who has pressed Ctrl-C already. */
  private static final Duration LAST_ASK = Duration.ofSeconds(5);

  @Mixin SubmitOptions options = new SubmitOptions();

  @Parameters(
      paramLabel = "CMD",
      arity = "1..*",
      description = "The program and its arguments, after --.")
  List<String> command;

  @Override
  int run(SchedulerClient client, Printer printer) {
    JobSubmission submission = options.submission(command);
    CancelOnInterrupt cancel = new CancelOnInterrupt(client, printer);
    // Before the submit: a Ctrl-C between its answer and here would leave a job behind.
    reeve().shell().interrupts().onEach(cancel::interrupted);
    TaskId id = submit(client.jobs().withRequestId(UUID.randomUUID()), submission, cancel);
    if (!printer.quiet()) {
      printer.note("task " + id + " submitted");
    }
    cancel.submitted(id);
    Task task = new Waiting(client, printer).untilEnded(List.of(id)).get(0);
    task.lastAttempt().ifPresent(attempt -> output(attempt, printer));
    return exitCode(task, printer);
  }

  /**
   * Whether a submit without an answer was accepted, nobody knows. Who did not wait for it to be
   * interrupted is told so; after an interrupt the same request id brings either the first answer
   * or a job of its own, and both are canceled.
   */
  private static TaskId submit(Jobs jobs, JobSubmission submission, CancelOnInterrupt cancel) {
    try {
      return jobs.submit(submission).task(1);
    } catch (TimedOutException | UnreachableException unanswered) {
      if (!cancel.isInterrupted()) {
        throw unanswered;
      }
      return jobs.withDeadline(LAST_ASK).submit(submission).task(1);
    }
  }

  private void output(Attempt attempt, Printer printer) {
    copy(attempt.stdoutPath(), attempt.node(), reeve().shell().out(), printer);
    if (!attempt.stderrPath().equals(attempt.stdoutPath())) {
      copy(attempt.stderrPath(), attempt.node(), reeve().shell().err(), printer);
    }
  }

  private static void copy(String path, String node, PrintStream to, Printer printer) {
    if (path.isEmpty()) {
      return;
    }
    Path file = Path.of(path);
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      printer.note("output on node " + node + ": " + path);
      return;
    }
    try {
      Files.copy(file, to); // the program's own bytes, as if it had run here
      to.flush();
    } catch (IOException unreadable) {
      printer.note("output on node " + node + ": " + path);
    }
  }

  private static int exitCode(Task task, Printer printer) {
    ExitStatus.Evidence evidence = task.exit().map(ExitStatus::evidence).orElse(null);
    boolean known = evidence instanceof ExitStatus.Code || evidence instanceof ExitStatus.Signal;
    if (!known || task.cause().filter(cause -> cause != Cause.EXITED).isPresent()) {
      printer.note(ending(task)); // the code alone would look like the program's own doing
    }
    if (evidence instanceof ExitStatus.Code code) {
      return code.code();
    } else if (evidence instanceof ExitStatus.Signal signal) {
      return 128 + signal.number();
    }
    return Exit.REFUSED;
  }

  private static String ending(Task task) {
    return "task "
        + task.id()
        + ": "
        + Words.name(task.state())
        + task.cause().map(cause -> ", " + Words.cause(cause) + by(task, cause)).orElse("")
        + task.exit().map(exit -> ", " + Words.exit(exit)).orElse(", it never ran")
        + (task.message().isEmpty() ? "" : ": " + task.message());
  }

  /** A cancel may also have come while something else ended the task. */
  private static String by(Task task, Cause cause) {
    boolean canceled = cause == Cause.CANCELED || cause == Cause.JOB_CANCELED;
    return task.cancellation()
        .map(Cancellation::requestedBy)
        .filter(who -> canceled && !who.isEmpty())
        .map(who -> " by " + who)
        .orElse("");
  }
}
