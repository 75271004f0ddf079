package io.reeve.client.model;

import java.util.Map;

/**
 * An amount of resources: what a task asks for, what a node has, or what of it is taken.
 *
 * @param cores in a request 0 means 1
 * @param memoryBytes in a request 0 means that none is reserved
 * @param named counts such as {@code gpu} or a licence, name to amount
 */
public record Resources(int cores, long memoryBytes, Map<String, Long> named) {
  /** Copies the map. */
  public Resources {
    named = Map.copyOf(named);
  }

  /** That many cores and nothing else. */
  public static Resources ofCores(int cores) {
    return new Resources(cores, 0, Map.of());
  }
}
