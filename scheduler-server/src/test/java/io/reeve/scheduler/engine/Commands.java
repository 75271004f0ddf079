package io.reeve.scheduler.engine;

import io.reeve.scheduler.core.Resources;
import io.reeve.scheduler.core.cluster.CancelOrder;
import io.reeve.scheduler.core.cluster.Command;
import io.reeve.scheduler.core.cluster.TaskSelection;
import io.reeve.scheduler.core.job.JobSpec;
import io.reeve.scheduler.core.node.NodeOffer;
import io.reeve.scheduler.core.task.AttemptId;
import io.reeve.scheduler.core.task.Cause;
import io.reeve.scheduler.core.task.EndReport;
import io.reeve.scheduler.core.task.ExitEvidence;
import io.reeve.scheduler.core.task.KillRecord;
import io.reeve.scheduler.core.task.StartFailure;
import io.reeve.scheduler.core.task.TaskId;
import io.reeve.scheduler.core.task.TaskSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;

/** Commands as tests need them. */
public final class Commands {
  private Commands() {}

  /** A job with so many tasks of one core. */
  public static Command submit(int tasks) {
    return submit(Collections.nCopies(tasks, TaskSpec.ofCommand("/bin/true")));
  }

  /** A job with these tasks. */
  public static Command submit(List<TaskSpec> tasks) {
    return new Command.SubmitNewJob(null, "ann", JobSpec.DEFAULT, tasks, false);
  }

  /** A job with one task, cancelled with this grace. */
  public static Command submitWithGrace(Duration grace) {
    return submit(List.of(TaskSpec.ofCommand("/bin/true").withGrace(grace)));
  }

  public static Command create() {
    return new Command.CreateJob(null, "ann", JobSpec.DEFAULT);
  }

  public static Command cancel(TaskId task) {
    return new Command.CancelTasks(
        null,
        new TaskSelection.Refs(List.of(task)),
        new CancelOrder("ann", "enough", false, null),
        false);
  }

  public static Command setParameter(String name, String value) {
    var values = new TreeMap<String, String>();
    values.put(name, value);
    return new Command.SetParameters(null, values);
  }

  public static Command nodeJoined(String name, int cores) {
    return new Command.NodeJoined(
        new NodeOffer(name, "boot-1", "agent-1", Resources.ofCores(cores), 1, "1", "fake"),
        List.of());
  }

  public static Command started(String node, AttemptId attempt) {
    return new Command.AttemptStarted(node, attempt, 42, Instant.EPOCH, "out", "err");
  }

  /** The node could not start it, by its own fault. */
  public static Command notStarted(String node, AttemptId attempt) {
    var failure = new StartFailure(StartFailure.Stage.NODE, 11, "cannot fork");
    return new Command.AttemptEnded(
        node, attempt, EndReport.neverStarted(Cause.START_FAILED, failure));
  }

  public static Command ended(String node, AttemptId attempt) {
    return new Command.AttemptEnded(
        node,
        attempt,
        new EndReport(
            false,
            null,
            42,
            Instant.EPOCH,
            new ExitEvidence.Exited(0),
            Cause.EXITED,
            new KillRecord(
                Cause.EXITED,
                "",
                "",
                null,
                null,
                null,
                null,
                List.of(),
                Instant.EPOCH,
                Instant.EPOCH,
                null,
                0,
                "",
                "fake",
                false),
            "out",
            "err",
            null,
            0));
  }
}
