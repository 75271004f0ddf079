package io.reeve.cli;

import io.reeve.client.Json;
import io.reeve.client.SchedulerClient;
import io.reeve.client.model.Orphan;
import io.reeve.client.model.ProcessInfo;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows orphans. */
@Command(
    name = "orphans",
    description = {
      "Show processes that carry the mark of a node's agent while it has no record of their attempt.",
      "With --quiet: node and attempt of those that are still there."
    })
final class NodeOrphansCommand extends Verb {
  @Parameters(paramLabel = "NODE", arity = "0..1", description = "The node; default: all nodes.")
  String node = "";

  @Override
  int run(SchedulerClient client, Printer printer) {
    List<Orphan> orphans = node.isEmpty() ? client.nodes().orphans() : client.nodes().orphans(node);
    if (printer.json()) {
      printer.jsonArray(orphans.stream().map(Json::print).toList());
    } else if (printer.quiet()) {
      orphans.stream()
          .filter(orphan -> orphan.goneTime().isEmpty())
          .map(orphan -> orphan.node() + " " + Words.orDash(orphan.attempt()))
          .forEach(line -> printer.line(Text.printable(line)));
    } else if (orphans.isEmpty()) {
      printer.note("no orphans");
    } else {
      print(orphans, printer);
    }
    return Exit.DONE;
  }

  private static void print(List<Orphan> orphans, Printer printer) {
    Table table = printer.table("NODE", "ATTEMPT", "FOUND", "STATE", "PROCESSES", "PID", "COMMAND");
    for (Orphan orphan : orphans) {
      table.row(
          orphan.node(),
          Words.orDash(orphan.attempt()),
          Words.ago(Optional.of(orphan.foundTime()), printer.now()),
          state(orphan),
          Integer.toString(orphan.total()),
          first(orphan, process -> Long.toString(process.pid())),
          first(orphan, ProcessInfo::command));
    }
    printer.print(table);
  }

  private static String state(Orphan orphan) {
    if (orphan.goneTime().isPresent()) {
      return "gone";
    }
    return orphan.reaped() ? "being ended" : "left alone";
  }

  /** Of the last one: the first is the supervisor, mostly. */
  private static String first(Orphan orphan, Function<ProcessInfo, String> what) {
    List<ProcessInfo> processes = orphan.processes();
    return processes.isEmpty() ? "-" : what.apply(processes.get(processes.size() - 1));
  }
}
