package io.reeve.client.model;

/**
 * The indexes of a parametric task: {@code start}, {@code start + step}, ... while at most {@code
 * end}.
 *
 * @param start at least 1
 * @param end at least {@code start}
 * @param step at least 1; 0 means 1
 */
public record Sweep(int start, int end, int step) {}
