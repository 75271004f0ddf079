package io.reeve.client.model;

/**
 * How many jobs are in a state.
 *
 * @param state the state
 * @param count how many
 */
public record JobStateCount(JobState state, long count) {}
