package io.reeve.client;

/**
 * A field the scheduler refused.
 *
 * @param field path of the field, for example {@code tasks[0].command}
 * @param description what is wrong with it
 */
public record FieldViolation(String field, String description) {}
