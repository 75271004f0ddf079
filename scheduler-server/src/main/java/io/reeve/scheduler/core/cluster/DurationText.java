package io.reeve.scheduler.core.cluster;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * Durations as people write them: {@code 15s}, {@code 1m30s}, {@code 250ms}; a bare number is
 * seconds.
 */
final class DurationText {
  private static final Pattern PART = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

  private DurationText() {}

  /**
   * Parses.
   *
   * @return milliseconds
   * @throws IllegalArgumentException when it is not a duration
   */
  static long parseMillis(String text) {
    var trimmed = text.strip();
    if (trimmed.matches("\\d{1,12}")) {
      return Math.multiplyExact(Long.parseLong(trimmed), 1_000L);
    }
    var matcher = PART.matcher(trimmed);
    var end = 0;
    var total = 0L;
    while (matcher.find() && matcher.start() == end) {
      total =
          plus(total, Long.parseLong(matcher.group(1)), MILLIS.getOrDefault(matcher.group(2), 0L));
      end = matcher.end();
    }
    if (end == 0 || end != trimmed.length()) {
      throw new IllegalArgumentException("not a duration: " + text);
    }
    return total;
  }

  private static long plus(long total, long count, long unit) {
    try {
      return Math.addExact(total, Math.multiplyExact(count, unit));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("longer than can be counted", e);
    }
  }
}
