package io.reeve.agent.config;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What somebody who mistyped a key meant. */
final class NearestKey {
  /** Shorter beginnings say nothing. */
  private static final int SHORTEST_BEGINNING = 3;

  private NearestKey() {}

  /** The key that is meant; empty when none is near enough to be more than a guess. */
  static Optional<String> to(String typed, List<String> keys) {
    if (typed.length() >= SHORTEST_BEGINNING) {
      Optional<String> begun = keys.stream().filter(key -> key.startsWith(typed)).findFirst();
      if (begun.isPresent()) {
        return begun;
      }
    }
    return keys.stream()
        .min(Comparator.comparingInt(key -> distance(typed, key)))
        .filter(key -> 2 * distance(typed, key) <= Math.min(typed.length(), key.length()));
  }

  /** Number of single letters to insert, remove or replace. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
