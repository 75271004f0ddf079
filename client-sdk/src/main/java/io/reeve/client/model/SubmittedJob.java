package io.reeve.client.model;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The answer to a submit: durable, its tasks queued.
 *
 * @param id the job
 * @param taskCount how many tasks were submitted with it
 */
public record SubmittedJob(JobId id, int taskCount) {
  /** The task with that number, from 1. */
  public TaskId task(int taskId) {
    return id.task(taskId);
  }

  /** Tasks 1 to {@code taskCount}: right for a job that was made and submitted in one step. */
  public List<TaskId> tasks() {
    return IntStream.rangeClosed(1, taskCount).mapToObj(this::task).toList();
  }
}
