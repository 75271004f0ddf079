package io.reeve.scheduler.core;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An amount of resources: what a task asks for, what a node has, or what of it is free.
 *
 * @param cores cores, not negative
 * @param memoryBytes memory in bytes, not negative; in a request 0 means that none is reserved
 * @param named other countable things by name, amounts positive
 */
public record Resources(int cores, long memoryBytes, SortedMap<String, Long> named) {
  private static final SortedMap<String, Long> NO_NAMED =
      Collections.unmodifiableSortedMap(new TreeMap<>());

  /** One core and nothing else: what a task gets that does not ask. */
  public static final Resources ONE_CORE = new Resources(1, 0, NO_NAMED);

  /** Nothing. */
  public static final Resources NONE = new Resources(0, 0, NO_NAMED);

  public Resources {
    if (cores < 0 || memoryBytes < 0) {
      throw new IllegalArgumentException("negative amount: " + cores + " cores, " + memoryBytes);
    }
    named = named.isEmpty() ? NO_NAMED : Collections.unmodifiableSortedMap(new TreeMap<>(named));
  }

  /** Cores only. */
  public static Resources ofCores(int cores) {
    return new Resources(cores, 0, NO_NAMED);
  }

  /** Whether {@code available} has at least this much of everything. */
  public boolean fitsIn(Resources available) {
    if (cores > available.cores || memoryBytes > available.memoryBytes) {
      return false;
    }
    for (var want : named.entrySet()) {
      if (want.getValue() > available.named.getOrDefault(want.getKey(), 0L)) {
        return false;
      }
    }
    return true;
  }

  /** Whether {@code capacity} has this much beside what is used of it; no sum can overflow. */
  public boolean fitsBeside(Resources used, Resources capacity) {
    return used.fitsIn(capacity) && fitsIn(capacity.minus(used));
  }

  /** This and {@code other} together. */
  public Resources plus(Resources other) {
    return new Resources(
        cores + other.cores, memoryBytes + other.memoryBytes, combine(other.named, 1));
  }

  /**
   * This without {@code other}.
   *
   * @throws IllegalArgumentException when {@code other} does not fit in this: a bug in the caller
   */
  public Resources minus(Resources other) {
    if (!other.fitsIn(this)) {
      throw new IllegalArgumentException(other + " does not fit in " + this);
    }
    return new Resources(
        cores - other.cores, memoryBytes - other.memoryBytes, combine(other.named, -1));
  }

  private SortedMap<String, Long> combine(SortedMap<String, Long> other, int sign) {
    if (other.isEmpty()) {
      return named;
    }
    var sum = new TreeMap<>(named);
    other.forEach((name, amount) -> sum.merge(name, sign * amount, Long::sum));
    sum.values().removeIf(amount -> amount == 0); // what is given back leaves no trace
    return sum;
  }
}
