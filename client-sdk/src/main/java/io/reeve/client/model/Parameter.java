package io.reeve.client.model;

/**
 * A cluster parameter.
 *
 * @param name its name; case does not matter in requests
 * @param value as text: whole numbers in decimal, durations such as {@code 15s}
 * @param defaultValue what it is when nobody set it
 * @param description what it means, its unit and range
 */
public record Parameter(String name, String value, String defaultValue, String description) {}
