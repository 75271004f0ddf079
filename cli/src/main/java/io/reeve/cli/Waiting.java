package io.reeve.cli;

import io.reeve.client.ReeveException;
import io.reeve.client.SchedulerClient;
import io.reeve.client.TimedOutException;
import io.reeve.client.UnreachableException;
import io.reeve.client.model.Job;
import io.reeve.client.model.JobId;
import io.reeve.client.model.Task;
import io.reeve.client.model.TaskId;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * Waits without a limit, as people do, and says so when the head node is away: it may be
 * restarting, and the work goes on meanwhile. After ten rounds without it the wait is given up.
 */
final class Waiting {
  private static final Duration ROUND = Duration.ofSeconds(15);
  private static final int ROUNDS_ALONE = 10;

  private final SchedulerClient client;
  private final Printer printer;

  Waiting(SchedulerClient client, Printer printer) {
    this.client = client;
    this.printer = printer;
  }

  Job untilOver(JobId job) {
    printer.awaits("job " + job + " to be over");
    return repeat(timeout -> client.jobs().waitFor(job, timeout));
  }

  List<Task> untilEnded(List<TaskId> tasks) {
    printer.awaits(
        tasks.size() == 1
            ? "task " + tasks.get(0) + " to end"
            : Words.count(tasks.size(), "task") + " to end");
    return repeat(timeout -> client.tasks().waitFor(tasks, timeout));
  }

  private <T> T repeat(Function<Duration, T> wait) {
    int alone = 0;
    while (true) {
      try {
        return wait.apply(ROUND);
      } catch (TimedOutException notYet) {
        alone = 0;
      } catch (UnreachableException away) {
        alone = goOn(away, alone);
      }
    }
  }

  private int goOn(ReeveException away, int alone) {
    if (alone + 1 == ROUNDS_ALONE) {
      throw away;
    }
    if (alone == 0) {
      printer.note("the scheduler does not answer; still waiting (the work goes on without it)");
    }
    return alone + 1;
  }
}
