package io.reeve.client.model;

/**
 * A range of exit codes that count as success.
 *
 * @param first 0 to 255
 * @param last at least {@code first}, at most 255
 */
public record ExitCodeRange(int first, int last) {}
