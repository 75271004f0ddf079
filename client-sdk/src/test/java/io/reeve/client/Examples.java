package io.reeve.client;

import io.reeve.client.model.JobId;
import io.reeve.client.model.JobSubmission;
import io.reeve.client.model.KillRecord;
import io.reeve.client.model.SubmittedJob;
import io.reeve.client.model.Task;
import io.reeve.client.model.TaskCancel;
import io.reeve.client.model.TaskId;
import io.reeve.client.model.TaskPage;
import io.reeve.client.model.TaskQuery;
import io.reeve.client.model.TaskSpec;
import io.reeve.client.model.WatchQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The examples in the documentation, where the compiler sees them; ExamplesTest compares. */
final class Examples {
  private Examples() {}

  static void submitAndWait() {
    try (SchedulerClient client = SchedulerClient.connect("127.0.0.1:7070")) {
      SubmittedJob job =
          client.jobs().submit(JobSubmission.of(TaskSpec.ofCommand("/bin/echo", "hello")));
      Task task = client.tasks().waitFor(job.task(1), Duration.ofMinutes(5));
      System.out.println(task.state() + " " + task.exit());
    }
  }

  static void cancel(SchedulerClient client) {
    client
        .tasks()
        .cancel(
            TaskCancel.of(TaskId.parse("12.1"))
                .message("no longer needed")
                .gracePeriod(Duration.ofSeconds(5))
                .build());
    Task ended = client.tasks().waitFor(TaskId.parse("12.1"), Duration.ofMinutes(1));
    KillRecord proof = ended.lastAttempt().orElseThrow().killRecord().orElseThrow();
    System.out.println("last process gone at " + proof.goneTime());
  }

  static void watch(SchedulerClient client, JobId job) {
    TaskPage now = client.tasks().list(TaskQuery.ofJob(job));
    try (Watch watch = client.tasks().watch(WatchQuery.ofJob(job).after(now.eventNumber()))) {
      while (!client.jobs().get(job).state().isFinal()) {
        watch.next(Duration.ofSeconds(10)).ifPresent(System.out::println);
      }
    } catch (EventsGoneException gone) {
      // the head node holds no events that old any more: list again, watch from there
    }
  }

  static void many(SchedulerClient client) {
    List<CompletableFuture<SubmittedJob>> answers = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      JobSubmission submission = JobSubmission.of(TaskSpec.ofCommand("/bin/true"));
      answers.add(client.jobs().submitAsync(submission));
    }
    CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
  }
}
