package io.reeve.cli;

import java.util.ArrayList;
import java.util.List;

/** Text for a terminal: harmless, and of a known width. */
final class Text {
  /** Everything for people fits this many columns. */
  static final int WIDTH = 80;

  private static final String ELLIPSIS = "…";

  private Text() {}

  /**
   * The text with everything that could move the cursor, change colours or reverse the reading
   * order written out; a job's name must not be able to draw on somebody's screen.
   */
  static String printable(String text) {
    StringBuilder out = null;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      int next = i + Character.charCount(point);
      if (isHarmful(point)) {
        if (out == null) {
          out = new StringBuilder(text.substring(0, i));
        }
        out.append(escaped(point));
      } else if (out != null) {
        out.appendCodePoint(point);
      }
      i = next;
    }
    return out == null ? text : out.toString();
  }

  private static boolean isHarmful(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  private static String escaped(int point) {
    return switch (point) {
      case '\n' -> "\\n";
      case '\t' -> "\\t";
      case '\r' -> "\\r";
      default -> point < 0x100 ? String.format("\\x%02x", point) : String.format("\\u%04x", point);
    };
  }

  /** Columns the text takes; it must be printable. */
  static int width(String text) {
    return text.codePoints().map(Text::width).sum();
  }

  private static int width(int point) {
    int type = Character.getType(point);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    boolean wide =
        (point >= 0x1100 && point <= 0x115f)
            || (point >= 0x2e80 && point <= 0xa4cf)
            || (point >= 0xac00 && point <= 0xd7a3)
            || (point >= 0xf900 && point <= 0xfaff)
            || (point >= 0xfe30 && point <= 0xfe6f)
            || (point >= 0xff00 && point <= 0xff60)
            || (point >= 0x1f300 && point <= 0x1faff)
            || (point >= 0x20000 && point <= 0x3fffd);
    return wide ? 2 : 1;
  }

  /** At most that many columns, the last an ellipsis where something is missing. */
  static String fit(String text, int columns) {
    if (width(text) <= columns) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    int used = 0;
    for (int point : text.codePoints().toArray()) {
      if (used + width(point) > columns - 1) {
        break;
      }
      out.appendCodePoint(point);
      used += width(point);
    }
    return out.append(ELLIPSIS).toString();
  }

  /**
   * Lines of at most {@link #WIDTH} columns, broken at spaces; later ones begin with the indent.
   */
  static List<String> wrap(String first, String indent, String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(first);
    boolean empty = true;
    for (String word : pieces(printable(text), WIDTH - Math.max(width(first), indent.length()))) {
      if (!empty && width(line.toString()) + 1 + width(word) > WIDTH) {
        lines.add(line.toString());
        line = new StringBuilder(indent);
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    lines.add(line.toString().stripTrailing());
    return lines;
  }

  /** Words, and words too long for a line cut to size. */
  private static List<String> pieces(String text, int longest) {
    List<String> pieces = new ArrayList<>();
    for (String word : text.split(" +", -1)) {
      StringBuilder piece = new StringBuilder();
      int used = 0;
      for (int point : word.codePoints().toArray()) {
        if (used + width(point) > longest) {
          pieces.add(piece.toString());
          piece.setLength(0);
          used = 0;
        }
        piece.appendCodePoint(point);
        used += width(point);
      }
      if (!piece.isEmpty()) {
        pieces.add(piece.toString());
      }
    }
    return pieces;
  }
}
