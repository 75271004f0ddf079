package io.reeve.client.model;

import java.util.List;

/**
 * One page of a listing of tasks.
 *
 * @param tasks by job id, then task id
 * @param nextPageToken opaque; empty on the last page
 * @param eventNumber the newest event contained in this answer: watch from here and miss nothing
 */
public record TaskPage(List<Task> tasks, String nextPageToken, long eventNumber) {
  /** Copies the list. */
  public TaskPage {
    tasks = List.copyOf(tasks);
  }

  /** True when nothing follows. */
  public boolean isLast() {
    return nextPageToken.isEmpty();
  }
}
