package io.reeve.scheduler.config;

import java.util.Iterator;
import java.util.Locale;

/** Finds what somebody may have meant. */
public final class NearestName {
  private NearestName() {}

  /**
   * The candidate that takes the fewest changes of a letter to get to {@code typed}; the first of
   * equals.
   *
   * @param candidates at least one
   */
  public static String to(String typed, Iterator<String> candidates) {
    var best = candidates.next();
    while (candidates.hasNext()) {
      var next = candidates.next();
      if (distance(typed, next) < distance(typed, best)) {
        best = next;
      }
    }
    return best;
  }

  /** Levenshtein's distance, whatever the case. */
  private static int distance(String one, String other) {
    var a = one.toLowerCase(Locale.ROOT);
    var b = other.toLowerCase(Locale.ROOT);
    var row = new int[b.length() + 1];
    for (var j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (var i = 1; i <= a.length(); i++) {
      var diagonal = row[0];
      row[0] = i;
      for (var j = 1; j <= b.length(); j++) {
        var replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
