package io.reeve.scheduler.core.job;

import static io.reeve.scheduler.core.testing.Samples.START;
import static io.reeve.scheduler.core.testing.Samples.failFast;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.scheduler.core.task.Cancellation;
import io.reeve.scheduler.core.task.Cause;
import io.reeve.scheduler.core.task.TaskId;
import io.reeve.scheduler.core.testing.Golden;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every state of a job, in every shape it can have, with everything that can happen to it. */
class JobMachineMatrixTest {
  private static final Instant LATER = START.plusSeconds(60);

  @Test
  void everyStateWithEveryInput_isAsListed() {
    var golden =
        new Golden(
            "job-transitions.txt",
            "What JobMachine decides: a job, what happens to it, and what it comes to.",
            "bug: the caller can know that it is impossible, and gets an exception.");
    shapes()
        .forEach(
            (shape, job) ->
                inputs()
                    .forEach((input, action) -> golden.row(shape, input, outcome(job, action))));
    golden.check();
  }

  @Test
  void everyState_hasAShape() {
    var covered = EnumSet.noneOf(JobState.class);
    shapes().values().forEach(job -> covered.add(job.state()));
    assertThat(covered).containsExactlyInAnyOrder(JobState.values());
  }

  @Test
  void finalJob_neverChanges() {
    shapes().values().stream()
        .filter(job -> job.state().isFinal())
        .forEach(
            job ->
                inputs()
                    .forEach(
                        (input, action) ->
                            assertThat(outcome(job, action))
                                .as("%s %s", job.state(), input)
                                .isIn("bug", "unchanged")));
  }

  @Test
  void startsTasks_onlyWhileQueuedOrRunning() {
    for (var state : JobState.values()) {
      assertThat(state.startsTasks())
          .as(state.name())
          .isEqualTo(state == JobState.QUEUED || state == JobState.RUNNING);
    }
  }

  // ---- shapes ----

  private static Map<String, Job> shapes() {
    var configuring = Job.configuring(1, "alice", JobSpec.DEFAULT, START);
    var queued = JobMachine.submitted(configuring, 1, START);
    var running = JobMachine.taskAssigned(queued, START);
    var failFast =
        JobMachine.taskAssigned(
            JobMachine.submitted(Job.configuring(1, "alice", failFast(), START), 1, START), START);
    var finishing = JobMachine.taskFailed(failFast, TaskId.of(1, 1), START);
    var canceling = JobMachine.cancelRequested(running, request("first", false), START);
    var shapes = new LinkedHashMap<String, Job>();
    shapes.put("CONFIGURING", configuring);
    shapes.put("SUBMITTED", configuring.to(JobState.SUBMITTED, START));
    shapes.put("VALIDATING", configuring.to(JobState.VALIDATING, START));
    shapes.put("QUEUED", queued);
    shapes.put("RUNNING", running);
    shapes.put("RUNNING fail-fast", failFast);
    shapes.put("FINISHING", finishing);
    shapes.put("CANCELING", canceling);
    shapes.put(
        "CANCELING forced", JobMachine.cancelRequested(running, request("first", true), START));
    shapes.put("FINISHED", JobMachine.allEnded(running, 0, START));
    shapes.put("FAILED", JobMachine.allEnded(running, 2, START));
    shapes.put("CANCELED", JobMachine.allEnded(canceling, 1, START));
    return shapes;
  }

  private static Cancellation request(String message, boolean force) {
    return Cancellation.requested(
        "alice", message, START, Duration.ofSeconds(15), force, Cause.JOB_CANCELED, false);
  }

  // ---- inputs ----

  private static Map<String, UnaryOperator<Job>> inputs() {
    var inputs = new LinkedHashMap<String, UnaryOperator<Job>>();
    inputs.put("submitted", job -> JobMachine.submitted(job, 9, LATER));
    inputs.put("task assigned", job -> JobMachine.taskAssigned(job, LATER));
    inputs.put("task failed", job -> JobMachine.taskFailed(job, TaskId.of(1, 2), LATER));
    inputs.put("all ended, none failed", job -> JobMachine.allEnded(job, 0, LATER));
    inputs.put("all ended, one failed", job -> JobMachine.allEnded(job, 1, LATER));
    inputs.put("all ended, two failed", job -> JobMachine.allEnded(job, 2, LATER));
    inputs.put("cancel", job -> JobMachine.cancelRequested(job, request("second", false), LATER));
    inputs.put(
        "cancel with force",
        job -> JobMachine.cancelRequested(job, request("second", true), LATER));
    return inputs;
  }

  // ---- outcomes ----

  private static String outcome(Job job, UnaryOperator<Job> input) {
    Job next;
    try {
      next = input.apply(job);
    } catch (IllegalStateException e) {
      return "bug";
    }
    if (next.equals(job)) {
      assertThat(next).isSameAs(job);
      return "unchanged";
    }
    var steps =
        IntStream.range(job.history().size(), next.history().size())
            .mapToObj(step -> JobState.values()[next.history().ordinal(step)].name())
            .collect(Collectors.joining(", "));
    var text = new StringBuilder(steps.isEmpty() ? "noted" : steps);
    if (!next.message().equals(job.message())) {
      text.append(", message '").append(next.message()).append('\'');
    }
    var order = next.cancellation();
    if (order != null && !order.equals(job.cancellation())) {
      text.append(", order '").append(order.message()).append('\'');
      text.append(order.force() ? " now" : " " + order.grace().toSeconds() + "s");
    }
    return text.toString();
  }
}
