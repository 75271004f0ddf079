package io.reeve.scheduler.rpc;

import java.util.regex.Pattern;

/**
 * Values in log lines of {@code key=value}: whatever a caller sends, a line stays one line and a
 * value one value.
 */
final class LogValues {
  private static final Pattern BARE = Pattern.compile("[A-Za-z0-9_.:/@+-]+");
  private static final int MAX_CODE_POINTS = 400;

  private LogValues() {}

  /** The text as it is when it is harmless, else in quotes and escaped; very long ones are cut. */
  static String of(String text) {
    if (text.length() <= MAX_CODE_POINTS && BARE.matcher(text).matches()) {
      return text;
    }
    var quoted = new StringBuilder("\"");
    text.codePoints().limit(MAX_CODE_POINTS).forEach(point -> append(quoted, point));
    return quoted
        .append(text.codePointCount(0, text.length()) > MAX_CODE_POINTS ? "...\"" : "\"")
        .toString();
  }

  private static void append(StringBuilder quoted, int point) {
    switch (point) {
      case '"' -> quoted.append("\\\"");
      case '\\' -> quoted.append("\\\\");
      case '\n' -> quoted.append("\\n");
      case '\r' -> quoted.append("\\r");
      case '\t' -> quoted.append("\\t");
      default -> {
        if (isHarmless(point)) {
          quoted.appendCodePoint(point);
        } else {
          quoted.append(String.format("\\u{%x}", point));
        }
      }
    }
  }

  /** Neither moves the cursor nor turns the direction of what follows. */
  private static boolean isHarmless(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
