package io.reeve.cli;

import java.io.PrintStream;
import java.time.Instant;
import java.util.List;

/** Prints results, in the form that was asked for. */
final class Printer {
  private final PrintStream out;
  private final PrintStream err;
  private final Instant now;
  private final boolean json;
  private final boolean quiet;
  private final boolean color;
  private volatile boolean silent = true;
  private volatile String awaited = "";

  Printer(Shell shell, boolean json, boolean quiet, boolean color) {
    this.out = shell.out();
    this.err = shell.err();
    this.now = shell.clock().instant();
    this.json = json;
    this.quiet = quiet;
    this.color = color;
  }

  boolean json() {
    return json;
  }

  boolean quiet() {
    return quiet;
  }

  /** From now on this is what a silent command is waiting for. */
  void awaits(String what) {
    awaited = what;
  }

  /** Says what is waited for, to a person who has seen nothing so far. */
  void explainSilence() {
    if (silent && !quiet) {
      note("waiting for " + awaited + " ...");
    }
  }

  /** When the command began: what relative times are relative to. */
  Instant now() {
    return now;
  }

  Table table(String... headings) {
    return new Table(this::paint, headings);
  }

  void print(Table table) {
    silent = false;
    table.lines().forEach(out::println);
    out.flush();
  }

  /** A line made by us; texts of others in it must be printable. */
  void line(String line) {
    silent = false;
    out.println(line);
    out.flush();
  }

  /** A fact with a heading, wrapped to the screen. */
  void fact(String heading, String text) {
    String first = String.format("%-12s", heading);
    Text.wrap(first, " ".repeat(12), text).forEach(this::line);
  }

  /** A step of an attempt's story, wrapped to the screen. */
  void step(String heading, String text) {
    String first = String.format("%-16s", heading);
    Text.wrap(first, " ".repeat(16), text).forEach(this::line);
  }

  /** Messages as one JSON array. */
  void jsonArray(List<String> messages) {
    if (messages.isEmpty()) {
      line("[]");
      return;
    }
    line("[");
    for (int i = 0; i < messages.size(); i++) {
      line(messages.get(i) + (i < messages.size() - 1 ? "," : ""));
    }
    line("]");
  }

  /** Something a person should know that is no result. */
  void note(String text) {
    silent = false;
    Text.wrap("reeve: ", "  ", text).forEach(err::println);
    err.flush();
  }

  private String paint(String cell) {
    if (!color) {
      return cell;
    }
    return switch (cell) {
      case "Failed", "no" -> "\u001b[31m" + cell + "\u001b[0m";
      case "Finished", "Online" -> "\u001b[32m" + cell + "\u001b[0m";
      case "Canceling", "Canceled", "Draining" -> "\u001b[33m" + cell + "\u001b[0m";
      case "Running", "Dispatching" -> "\u001b[36m" + cell + "\u001b[0m";
      default -> cell;
    };
  }
}
