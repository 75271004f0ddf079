package io.reeve.client.model;

/**
 * Some subtasks of a sweep.
 *
 * @param task the sweep
 * @param first first index
 * @param last last index, at least {@code first}
 */
public record SubtaskRange(TaskId task, int first, int last) {}
