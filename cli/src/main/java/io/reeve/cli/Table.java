package io.reeve.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Rows under headings, cut to fit the screen's width; a line never wraps. */
final class Table {
  private static final int GAP = 2;
  private static final int NARROWEST = 4;

  private final List<String> headings;
  private final List<List<String>> rows = new ArrayList<>();
  private final UnaryOperator<String> paint;

  /** Headings, and how a finished cell is coloured. */
  Table(UnaryOperator<String> paint, String... headings) {
    this.paint = paint;
    this.headings = List.of(headings);
  }

  /** Adds a row of as many cells as there are headings. */
  Table row(String... cells) {
    rows.add(Arrays.stream(cells).map(Text::printable).toList());
    return this;
  }

  List<String> lines() {
    int[] widths = widths();
    List<String> lines = new ArrayList<>();
    lines.add(line(headings, widths, UnaryOperator.identity()));
    rows.forEach(row -> lines.add(line(row, widths, paint)));
    return lines;
  }

  /** Natural widths, the widest cut down until everything fits. */
  private int[] widths() {
    int[] widths = headings.stream().mapToInt(Text::width).toArray();
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], Text.width(row.get(i)));
      }
    }
    while (Arrays.stream(widths).sum() + GAP * (widths.length - 1) > Text.WIDTH) {
      int widest = 0;
      for (int i = 1; i < widths.length; i++) {
        widest = widths[i] > widths[widest] ? i : widest;
      }
      if (widths[widest] <= NARROWEST) {
        break;
      }
      widths[widest]--;
    }
    return widths;
  }

  private static String line(List<String> cells, int[] widths, UnaryOperator<String> paint) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = Text.fit(cells.get(i), widths[i]);
      line.append(paint.apply(cell));
      if (i < widths.length - 1) {
        line.append(" ".repeat(widths[i] - Text.width(cell) + GAP));
      }
    }
    return line.toString().stripTrailing();
  }
}
