package io.reeve.scheduler.rpc.error;

/**
 * A field of a request that is malformed or out of range.
 *
 * @param path as in the proto, for example {@code tasks[2].resources.cores}
 * @param description what it should be instead
 */
public record BadField(String path, String description) {}
