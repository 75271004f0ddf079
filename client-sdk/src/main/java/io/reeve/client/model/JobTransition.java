package io.reeve.client.model;

import java.time.Instant;

/**
 * A step in the life of a job.
 *
 * @param state the state entered
 * @param time by the head node's clock, microseconds
 */
public record JobTransition(JobState state, Instant time) {}
