package io.reeve.client.model;

/**
 * An attempt that its kill has not ended in time.
 *
 * @param task the task
 * @param attempt the attempt's number
 * @param residue what is left of it
 */
public record NodeResidue(TaskId task, int attempt, Residue residue) {}
