package io.reeve.cli;

import io.reeve.client.EventsGoneException;
import io.reeve.client.Json;
import io.reeve.client.SchedulerClient;
import io.reeve.client.Watch;
import io.reeve.client.model.Event;
import io.reeve.client.model.JobId;
import io.reeve.client.model.Task;
import io.reeve.client.model.TaskId;
import io.reeve.client.model.TaskPage;
import io.reeve.client.model.TaskQuery;
import io.reeve.client.model.TaskSelector;
import io.reeve.client.model.WatchQuery;
import java.util.List;

/** Prints changes as they happen, until what is watched is over. */
final class Follower {
  private final SchedulerClient client;
  private final Printer printer;

  Follower(SchedulerClient client, Printer printer) {
    this.client = client;
    this.printer = printer;
  }

  /** Until the job is over; its tasks' changes are printed too. */
  void followJob(JobId job) {
    while (true) {
      long from = client.tasks().list(TaskQuery.ofJob(job).pageSize(1)).eventNumber();
      if (client.jobs().get(job).state().isFinal() || follow(WatchQuery.ofJob(job).after(from))) {
        return;
      }
    }
  }

  /** Until the task has ended. */
  void followTask(TaskId task) {
    while (true) {
      client.tasks().get(task); // says plainly when there is none
      TaskPage page = client.tasks().list(TaskQuery.of(TaskSelector.ofTasks(List.of(task))));
      boolean ended = page.tasks().stream().map(Task::state).allMatch(state -> state.isFinal());
      if (ended || follow(WatchQuery.ofTasks(List.of(task)).after(page.eventNumber()))) {
        return;
      }
    }
  }

  /** True when it is over; false when events were lost and it must be looked at again. */
  private boolean follow(WatchQuery query) {
    boolean tasksOnly = !query.tasks().isEmpty();
    try (Watch watch = client.tasks().watch(query)) {
      printer.awaits("a change"); // the watch stands: the head node has answered
      while (true) {
        Event event = watch.take();
        print(event);
        if (isEnd(event, tasksOnly)) {
          return true;
        }
      }
    } catch (EventsGoneException gone) {
      printer.note("some changes are not known any more; looking again");
      return false;
    }
  }

  private static boolean isEnd(Event event, boolean tasksOnly) {
    return event
        .change()
        .map(
            change ->
                change instanceof Event.TaskChange task
                    ? tasksOnly && task.state().isFinal()
                    : change instanceof Event.JobChange job && job.state().isFinal())
        .orElse(false);
  }

  private void print(Event event) {
    if (printer.json()) {
      printer.line(Json.print(event));
      return;
    }
    event
        .change()
        .map(Follower::words)
        .ifPresent(
            text ->
                printer.line(
                    Text.fit(Text.printable(Words.exact(event.time()) + "  " + text), Text.WIDTH)));
  }

  private static String words(Event.Change change) {
    if (change instanceof Event.TaskChange task) {
      String where = task.node().isEmpty() ? "" : " on " + task.node();
      String how = task.exit().map(exit -> ", " + Words.exit(exit)).orElse("");
      return "task " + task.task() + " " + Words.name(task.state()) + where + how;
    } else if (change instanceof Event.ResidueChange residue) {
      String left =
          residue.processes() == 0
              ? "nothing survives the kill any more"
              : Words.count(residue.processes(), "process")
                  + (residue.processes() == 1 ? " survives the kill" : " survive the kill");
      return "task " + residue.task() + " on " + residue.node() + ": " + left;
    } else if (change instanceof Event.JobChange job) {
      return "job " + job.job() + " " + Words.name(job.state());
    }
    throw new IllegalStateException("not a kind of change: " + change);
  }
}
