package io.reeve.cli;

import io.reeve.client.Json;
import io.reeve.client.SchedulerClient;
import io.reeve.client.model.Explanation;
import io.reeve.client.model.TaskExplanation;
import io.reeve.client.model.TaskId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Says why a task is where it is. */
@Command(
    name = "explain",
    description = "Say why a task is not running, or why it is not over yet, and when it could be.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields before the call
final class TaskExplainCommand extends Verb {
  @Parameters(paramLabel = "ID", converter = Converters.Task.class, description = "Such as 12.1.")
  TaskId task;

  @Override
  int run(SchedulerClient client, Printer printer) {
    TaskExplanation explanation = client.tasks().explain(task);
    if (printer.json()) {
      printer.line(Json.print(explanation));
    } else if (printer.quiet()) {
      explanation.explanations().forEach(reason -> printer.line(reason.reason().name()));
    } else {
      tell(explanation, printer);
    }
    return Exit.DONE;
  }

  private void tell(TaskExplanation explanation, Printer printer) {
    printer.fact("Task", task.toString());
    printer.fact("State", Words.name(explanation.state()));
    if (explanation.explanations().isEmpty()) {
      var over = explanation.state().isFinal();
      printer.fact("Why", over ? "it is over" : "nothing stands in its way");
    }
    explanation.explanations().forEach(reason -> tell(reason, printer));
  }

  private static void tell(Explanation reason, Printer printer) {
    printer.fact("Why", Words.name(reason.reason()) + ": " + reason.text());
    reason.untilTime().ifPresent(time -> printer.fact("", "until " + Words.exact(time)));
    reason.residue().ifPresent(residue -> ResidueStory.table(residue, printer));
  }
}
