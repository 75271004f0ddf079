package io.reeve.testing.faults;

import io.reeve.client.SchedulerClient;
import io.reeve.client.model.BulkCancel;
import io.reeve.client.model.JobSubmission;
import io.reeve.client.model.Task;
import io.reeve.client.model.TaskCancel;
import io.reeve.client.model.TaskFilter;
import io.reeve.client.model.TaskId;
import io.reeve.client.model.TaskQuery;
import io.reeve.client.model.TaskSelector;
import io.reeve.client.model.TaskState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Makes the calls of a run, without waiting for answers, and writes down the answers. */
final class Clients {
  private static final EnumSet<TaskState> NOT_FINAL =
      EnumSet.of(
          TaskState.QUEUED,
          TaskState.DISPATCHING,
          TaskState.RUNNING,
          TaskState.FINISHING,
          TaskState.CANCELING);

  private final SchedulerClient client;
  private final ClientLog log;
  private final String tag;
  private final Path starts;
  private final AtomicInteger messages = new AtomicInteger();
  private final AtomicInteger pending = new AtomicInteger();

  /**
   * Makes them.
   *
   * @param tag the word by which programs of this run are known
   * @param starts where programs note that they began
   */
  Clients(SchedulerClient client, ClientLog log, String tag, Path starts) {
    this.client = client;
    this.log = log;
    this.tag = tag;
    this.starts = starts;
  }

  /** Submits a job of one task; {@code then} is told its id when it is answered. */
  void submit(ProgramKind program, int code, int millis, Consumer<TaskId> then) {
    var name = "f" + log.asking();
    var spec = program.spec(tag, starts, code, millis).name(name).build();
    var unused =
        note(
            "submit",
            client
                .jobs()
                .submitAsync(JobSubmission.of(spec))
                .thenAccept(
                    job -> {
                      log.submitted(job.task(1), name, program, code);
                      then.accept(job.task(1));
                    }));
  }

  void cancel(TaskId task, boolean force, Duration grace) {
    var message = "m" + messages.incrementAndGet();
    var request = TaskCancel.of(task).message(message).force(force).gracePeriod(grace).build();
    var unused =
        note(
            "cancel",
            client
                .tasks()
                .cancelAsync(request)
                .thenAccept(outcome -> log.canceled(task, outcome.verdict(), message)));
  }

  void cancelAll(List<TaskId> tasks, boolean force) {
    var message = "m" + messages.incrementAndGet();
    var request = BulkCancel.of(TaskSelector.ofTasks(tasks)).message(message).force(force).build();
    var unused =
        note(
            "bulk cancel",
            client
                .tasks()
                .cancelAllAsync(request)
                .thenAccept(
                    report ->
                        report
                            .results()
                            .forEach(item -> log.canceled(item.task(), item.verdict(), message))));
  }

  /** Asks once for each task that is not known to have ended. */
  CompletableFuture<?> readOpen() {
    var reads =
        log.open().stream()
            .map(task -> note("get", client.tasks().getAsync(task).thenAccept(log::read)))
            .toArray(CompletableFuture[]::new);
    return CompletableFuture.allOf(reads).exceptionally(failure -> null);
  }

  /** How many calls are not answered yet. */
  int pending() {
    return pending.get();
  }

  /** Tasks that have not ended, whether their submit was answered or not. Waits. */
  List<TaskId> notFinal() {
    return ids(NOT_FINAL);
  }

  /** All tasks, whether their submit was answered or not. Waits. */
  List<TaskId> all() {
    var states = EnumSet.allOf(TaskState.class);
    states.remove(TaskState.UNKNOWN);
    return ids(states);
  }

  /** The record of a task. Waits. */
  Task get(TaskId task) {
    return client.tasks().get(task);
  }

  private List<TaskId> ids(EnumSet<TaskState> states) {
    var filter = TaskFilter.builder().states(states).build();
    return client
        .tasks()
        .listAll(TaskQuery.of(TaskSelector.matching(filter)))
        .map(task -> task.id())
        .toList();
  }

  private CompletableFuture<Void> note(String call, CompletableFuture<Void> answer) {
    pending.incrementAndGet();
    return answer
        .exceptionally(
            failure -> {
              log.failed(call, failure);
              return null;
            })
        .whenComplete((done, failure) -> pending.decrementAndGet());
  }
}
