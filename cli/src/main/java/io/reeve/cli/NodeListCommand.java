package io.reeve.cli;

import io.reeve.client.Json;
import io.reeve.client.SchedulerClient;
import io.reeve.client.model.Node;
import io.reeve.client.model.NodeQuery;
import io.reeve.client.model.Resources;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists nodes. */
@Command(name = "list", description = "List the nodes of the cluster.")
final class NodeListCommand extends Verb {
  private static final Resources NONE = new Resources(0, 0, Map.of());

  @Mixin ListOptions limit = new ListOptions();

  @Override
  int run(SchedulerClient client, Printer printer) {
    NodeQuery query = NodeQuery.all().pageSize(limit.pageSize());
    List<Node> nodes = limit.take(client.nodes().listAll(query), printer);
    if (printer.json()) {
      printer.jsonArray(nodes.stream().map(Json::print).toList());
    } else if (printer.quiet()) {
      nodes.forEach(node -> printer.line(Text.printable(node.name())));
    } else if (nodes.isEmpty()) {
      printer.note("no nodes");
    } else {
      print(nodes, printer);
    }
    return Exit.DONE;
  }

  private static void print(List<Node> nodes, Printer printer) {
    Table table = printer.table("NAME", "STATE", "REACHABLE", "CORES", "MEMORY", "TASKS", "HEARD");
    for (Node node : nodes) {
      Resources has = node.capacity().orElse(NONE);
      Resources uses = node.used().orElse(NONE);
      table.row(
          node.name(),
          Words.name(node.state()),
          node.reachable() ? "yes" : "no",
          uses.cores() + "/" + has.cores(),
          Words.bytes(has.memoryBytes()),
          Integer.toString(node.tasks()),
          Words.ago(node.lastHeartbeatTime(), printer.now()));
    }
    printer.print(table);
  }
}
