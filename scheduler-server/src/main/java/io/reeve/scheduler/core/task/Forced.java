package io.reeve.scheduler.core.task;

import java.time.Instant;

/**
 * The word that ended all waiting: from then on whatever is left is killed.
 *
 * @param by who said so: who asked for the end, or somebody after them
 * @param at when that was accepted
 */
public record Forced(String by, Instant at) {}
