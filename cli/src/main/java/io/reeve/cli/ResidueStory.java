package io.reeve.cli;

import io.reeve.client.model.ProcessInfo;
import io.reeve.client.model.Residue;

/** Tells which processes a kill has not ended. */
final class ResidueStory {
  private ResidueStory() {}

  /** How many, and since when. */
  static String words(Residue residue) {
    return Words.count(residue.total(), "process")
        + " not ended by the kill since "
        + Words.exact(residue.sinceTime());
  }

  /** A row for each process. */
  static void table(Residue residue, Printer printer) {
    Table table = printer.table("PID", "STATE", "WAITS IN", "OWNER", "AGE", "COMMAND");
    residue.processes().forEach(process -> row(process, table, printer));
    printer.print(table);
    int more = residue.total() - residue.processes().size();
    if (more > 0) {
      printer.line("... and " + more + " more");
    }
  }

  private static void row(ProcessInfo process, Table table, Printer printer) {
    table.row(
        Long.toString(process.pid()),
        Words.orDash(process.state()),
        Words.orDash(process.waitChannel()),
        Words.orDash(process.owner()),
        Words.age(process.startTime(), printer.now()),
        process.command());
  }
}
