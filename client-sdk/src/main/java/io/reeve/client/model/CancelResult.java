package io.reeve.client.model;

/**
 * The verdict on one item of a bulk cancel.
 *
 * @param task the item
 * @param verdict what happened
 */
public record CancelResult(TaskId task, CancelVerdict verdict) {}
