package io.reeve.client.model;

import java.util.List;

/**
 * Why a task is not running, or why it is not over yet.
 *
 * @param state the state the task is in
 * @param explanations the weightiest first; none for a task that runs undisturbed or is over
 */
public record TaskExplanation(TaskState state, List<Explanation> explanations) {
  public TaskExplanation {
    explanations = List.copyOf(explanations);
  }
}
