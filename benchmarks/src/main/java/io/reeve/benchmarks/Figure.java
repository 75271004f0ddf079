package io.reeve.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One line of the result: several runs of one measurement.
 *
 * @param name what was measured
 * @param unit of the values
 * @param values one per run, in order
 * @param reach the target; NaN where there is none and the value is only shown
 * @param higherIsBetter how to compare with the target
 */
record Figure(String name, String unit, List<Double> values, double reach, boolean higherIsBetter) {

  static Figure atLeast(String name, String unit, double reach, double... values) {
    return new Figure(name, unit, list(values), reach, true);
  }

  static Figure atMost(String name, String unit, double reach, double... values) {
    return new Figure(name, unit, list(values), reach, false);
  }

  /** A figure without a target, which says where the time of another one goes. */
  static Figure shown(String name, String unit, double... values) {
    return new Figure(name, unit, list(values), Double.NaN, false);
  }

  double median() {
    var sorted = sorted();
    var middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  boolean reached() {
    return higherIsBetter ? median() >= reach : median() <= reach;
  }

  String row() {
    var sorted = sorted();
    return String.format(
        Locale.ROOT,
        "%-52s %10s %10s..%-10s %2s%9s %-6s %s",
        name,
        text(median()),
        text(sorted.get(0)),
        text(sorted.get(sorted.size() - 1)),
        hasTarget() ? (higherIsBetter ? ">=" : "<=") : "",
        hasTarget() ? text(reach) : "",
        unit,
        verdict());
  }

  private boolean hasTarget() {
    return !Double.isNaN(reach);
  }

  private String verdict() {
    if (!hasTarget()) {
      return "";
    }
    return reached() ? "ok" : "MISSED";
  }

  String json() {
    return String.format(
        Locale.ROOT,
        "{\"name\":\"%s\",\"unit\":\"%s\",\"median\":%s,\"runs\":[%s]%s}",
        name,
        unit,
        text(median()),
        String.join(",", values.stream().map(Figure::text).toList()),
        hasTarget()
            ? String.format(Locale.ROOT, ",\"reach\":%s,\"reached\":%s", text(reach), reached())
            : "");
  }

  private List<Double> sorted() {
    return values.stream().sorted().toList();
  }

  private static List<Double> list(double... values) {
    return Arrays.stream(values).boxed().toList();
  }

  private static String text(double value) {
    return value >= 100
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
