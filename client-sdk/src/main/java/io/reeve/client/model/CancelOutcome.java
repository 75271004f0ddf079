package io.reeve.client.model;

/**
 * The answer to the cancel of one task.
 *
 * @param verdict what happened; never a refusal, those are exceptions
 * @param task the task right after
 */
public record CancelOutcome(CancelVerdict verdict, Task task) {}
