package io.reeve.scheduler.core.cluster;

import io.reeve.scheduler.core.job.Job;
import io.reeve.scheduler.core.task.Task;
import io.reeve.scheduler.core.task.TaskState;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A job with its tasks; mutable, owned by {@link State}. */
final class JobEntry {
  private static final Task[] NONE = {};

  private Job job;
  private Task[] tasks = NONE;
  private int count;
  private final int[] byState = new int[TaskState.values().length];
  private int open;

  JobEntry(Job job) {
    this.job = job;
  }

  Job job() {
    return job;
  }

  void set(Job changed) {
    job = changed;
  }

  int taskCount() {
    return count;
  }

  /** How many tasks are not in a final state. */
  int open() {
    return open;
  }

  /** How many tasks are FAILED. */
  int failed() {
    return byState[TaskState.FAILED.ordinal()];
  }

  /** How many tasks are in each state; states without tasks are left out. */
  Map<TaskState, Long> counts() {
    var counts = new EnumMap<TaskState, Long>(TaskState.class);
    for (var state : TaskState.values()) {
      if (byState[state.ordinal()] > 0) {
        counts.put(state, (long) byState[state.ordinal()]);
      }
    }
    return counts;
  }

  Optional<Task> task(int id) {
    return id >= 1 && id <= count ? Optional.of(tasks[id - 1]) : Optional.empty();
  }

  /** All tasks by id. The list is a view; it is not to be kept. */
  List<Task> tasks() {
    return Collections.unmodifiableList(Arrays.asList(tasks).subList(0, count));
  }

  /** A copy that later changes do not touch. */
  List<Task> copyOfTasks() {
    return List.of(Arrays.copyOf(tasks, count));
  }

  /** Room for exactly this many more: most jobs get all their tasks at once. */
  void reserve(int more) {
    if (count + more > tasks.length) {
      tasks = Arrays.copyOf(tasks, Math.max(count + more, count == 0 ? 0 : count + count / 2));
    }
  }

  void add(Task task) {
    reserve(1);
    tasks[count++] = task;
    count(task.state(), 1);
  }

  void replace(Task task) {
    var index = task.id().task() - 1;
    count(tasks[index].state(), -1);
    tasks[index] = task;
    count(task.state(), 1);
  }

  private void count(TaskState state, int by) {
    byState[state.ordinal()] += by;
    if (!state.isFinal()) {
      open += by;
    }
  }
}
