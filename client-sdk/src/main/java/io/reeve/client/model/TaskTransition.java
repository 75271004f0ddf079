package io.reeve.client.model;

import java.time.Instant;

/**
 * A step in the life of a task.
 *
 * @param state the state entered
 * @param time by the head node's clock, microseconds
 * @param attempt the attempt it is about; 0 before the first
 */
public record TaskTransition(TaskState state, Instant time, int attempt) {}
