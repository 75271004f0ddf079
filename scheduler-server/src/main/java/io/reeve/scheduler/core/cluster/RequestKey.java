package io.reeve.scheduler.core.cluster;

/**
 * Makes a mutation safe to repeat.
 *
 * @param high upper half of the caller's UUID
 * @param low lower half of the caller's UUID
 * @param fingerprint hash of the request it came with: the same id with another request is a
 *     mistake of the caller
 */
public record RequestKey(long high, long low, int fingerprint) {}
