package io.reeve.benchmarks;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Measures the main job - submit, run, cancel - and an agent under attack, and prints a table and a
 * JSON file.
 *
 * <p>Arguments: {@code --home DIR} (the distribution), {@code --json FILE}, {@code --quick}, {@code
 * --only submit|tasks|cancel|footprint|kill|many}.
 */
public final class MainJob {
  private final PrintStream out;
  private final List<Figure> figures = new ArrayList<>();

  private MainJob(PrintStream out) {
    this.out = out;
  }

  /**
   * Runs the figures; exits 0 whether or not they are reached, 1 when one could not be measured.
   */
  public static void main(String[] args) throws Exception {
    var arguments = List.of(args);
    var home = Path.of(value(arguments, "--home", "deploy/target/reeve")).toAbsolutePath();
    var json = Path.of(value(arguments, "--json", "benchmarks/target/figures.json"));
    var plan = new Plan(arguments.contains("--quick"));
    var only = value(arguments, "--only", "");
    var run = new MainJob(System.out);
    run.header(plan);
    run.group("submit", only, () -> new SubmitFigures(home, plan).measure());
    run.group("tasks", only, () -> new TaskFigures(home, plan).measure());
    run.group("cancel", only, () -> new CancelFigures(home, plan).measure());
    run.group("footprint", only, () -> new FootprintFigures(home, plan).measure());
    run.group("kill", only, () -> new KillFigures(home, plan).measure());
    run.group("many", only, () -> new ManyTasksFigures(home, plan).measure());
    Files.createDirectories(json.toAbsolutePath().getParent());
    Files.writeString(
        json,
        "[\n  " + String.join(",\n  ", run.figures.stream().map(Figure::json).toList()) + "\n]\n");
    run.out.println("figures as JSON: " + json);
  }

  private void header(Plan plan) {
    out.printf(
        "%s, %d processors, Java %s%s%n",
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("java.version"),
        plan.quick() ? ", quick run" : "");
    out.printf("%-52s %10s %10s..%-10s %11s%n", "figure", "median", "min", "max", "reach");
  }

  private void group(String name, String only, Callable<List<Figure>> measurement)
      throws Exception {
    if (only.isEmpty() || only.equals(name)) {
      for (var figure : measurement.call()) {
        figures.add(figure);
        out.println(figure.row());
      }
    }
  }

  private static String value(List<String> arguments, String name, String otherwise) {
    var at = arguments.indexOf(name);
    return at >= 0 && at + 1 < arguments.size() ? arguments.get(at + 1) : otherwise;
  }
}
