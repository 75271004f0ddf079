package io.reeve.scheduler.log.codec;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Lets equal values that are read one after another share one object: thousands of jobs that run
 * the same command then hold one specification.
 *
 * <p>A small cache with one slot per hash value: it never grows, and what is not found is simply
 * not shared. Which values come to share an object hangs on what was read before and so differs
 * between two heads. That cannot show: the values are immutable, and the core compares such values
 * with {@code equals} only.
 *
 * <p>Thread-safe. Two threads that race for a slot lose some sharing and nothing else.
 */
final class Interner {
  private static final int SLOTS = 256;

  private final AtomicReferenceArray<Object> values = new AtomicReferenceArray<>(SLOTS);

  /** A value that equals {@code value}: one read before, or this one. */
  <T> T share(T value) {
    var hash = value.hashCode();
    var slot = (hash ^ hash >>> 8 ^ hash >>> 16) & (SLOTS - 1);
    var known = values.get(slot);
    if (value.equals(known)) {
      @SuppressWarnings("unchecked") // what equals a record or String is of the same class
      var shared = (T) known;
      return shared;
    }
    values.set(slot, value);
    return value;
  }
}
