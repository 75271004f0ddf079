package io.reeve.scheduler.core.cluster;

import io.reeve.scheduler.core.task.TaskId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Verdicts on the items of a cancel, in order.
 *
 * @param items the first {@link #MAX_ITEMS}
 * @param counts how many items got each verdict, all of them
 */
public record CancelResults(List<Item> items, Map<Verdict, Long> counts) {
  /** How many items are told one by one; the counts cover the rest. */
  public static final int MAX_ITEMS = 10_000;

  /**
   * The verdict on one task.
   *
   * @param task which
   * @param verdict what happened
   */
  public record Item(TaskId task, Verdict verdict) {}

  public CancelResults {
    items = List.copyOf(items);
    var sorted = new EnumMap<Verdict, Long>(Verdict.class);
    sorted.putAll(counts);
    counts = Collections.unmodifiableMap(sorted);
  }

  static final class Builder {
    private final List<Item> items = new ArrayList<>();
    private final long[] counts = new long[Verdict.values().length];
    private final int limit;

    /** Tells refs all one by one (the caller named them), filter hits up to the limit. */
    Builder(TaskSelection selection) {
      limit = selection instanceof TaskSelection.Refs ? Integer.MAX_VALUE : MAX_ITEMS;
    }

    void add(TaskId task, Verdict verdict) {
      counts[verdict.ordinal()]++;
      if (items.size() < limit) {
        items.add(new Item(task, verdict));
      }
    }

    CancelResults build() {
      var map = new EnumMap<Verdict, Long>(Verdict.class);
      Arrays.stream(Verdict.values())
          .filter(verdict -> counts[verdict.ordinal()] > 0)
          .forEach(verdict -> map.put(verdict, counts[verdict.ordinal()]));
      return new CancelResults(items, map);
    }
  }
}
