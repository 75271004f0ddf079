package io.reeve.scheduler.engine;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import javax.inject.Inject;
import javax.inject.Singleton;

/**
 * What this process counted since it started: each name is a fact that happened so many times.
 * Thread-safe. Names are a small fixed set, written in the code that counts.
 */
@Singleton
public final class Counters {
  private final ConcurrentHashMap<String, LongAdder> counters = new ConcurrentHashMap<>();

  @Inject
  public Counters() {}

  /** The counter of this name, in lower snake case; to be kept by who counts often. */
  public LongAdder counter(String name) {
    return counters.computeIfAbsent(name, unused -> new LongAdder());
  }

  /** All counters by name, now. */
  public SortedMap<String, Long> values() {
    var values = new TreeMap<String, Long>();
    counters.forEach((name, count) -> values.put(name, count.sum()));
    return values;
  }
}
