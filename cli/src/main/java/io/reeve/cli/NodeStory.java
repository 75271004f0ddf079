package io.reeve.cli;

import io.reeve.client.Json;
import io.reeve.client.model.Node;
import io.reeve.client.model.NodeProblem;
import io.reeve.client.model.NodeResidue;

/** Tells a node to a person. */
final class NodeStory {
  private NodeStory() {}

  /** In the form that was asked for. */
  static void print(Node node, Printer printer) {
    if (printer.json()) {
      printer.line(Json.print(node));
    } else if (printer.quiet()) {
      printer.line(Text.printable(node.name()));
    } else {
      tell(node, printer);
    }
  }

  private static String kind(NodeProblem problem) {
    return switch (problem.kind()) {
      case DISK -> "disk, no new work";
      case CORRUPT_ATTEMPT -> "damaged attempt";
      case UNKNOWN -> "not known to this version";
    };
  }

  private static void residue(NodeResidue left, Printer printer) {
    printer.line("");
    String attempt = left.task() + " attempt " + left.attempt();
    printer.fact("Residue", attempt + ": " + ResidueStory.words(left.residue()));
    ResidueStory.table(left.residue(), printer);
  }

  private static void tell(Node node, Printer printer) {
    printer.fact("Node", node.name());
    printer.fact(
        "State", Words.name(node.state()) + (node.reachable() ? ", reachable" : ", not reachable"));
    if (!node.message().isEmpty()) {
      printer.fact("Message", node.message());
    }
    node.capacity().ifPresent(has -> printer.fact("Has", Words.resources(has)));
    node.used()
        .ifPresent(
            used ->
                printer.fact(
                    "In use",
                    used.cores() == 0
                        ? "nothing"
                        : Words.resources(used) + " by " + Words.count(node.tasks(), "task")));
    if (node.sockets() > 0) {
      printer.fact("Sockets", Integer.toString(node.sockets()));
    }
    if (node.leftovers() > 0) {
      printer.fact(
          "Leftovers",
          Words.count(node.leftovers(), "attempt")
              + " the cluster does not want; no work before they are gone");
    }
    for (NodeProblem problem : node.problems()) {
      String since = problem.sinceTime().map(time -> " since " + Words.exact(time)).orElse("");
      printer.fact("Problem", kind(problem) + since + ": " + problem.message());
    }
    if (node.orphans() > 0) {
      printer.fact(
          "Orphans",
          Words.count(node.orphans(), "attempt")
              + " that the agent has no record of; see: reeve node orphans "
              + node.name());
    }
    if (node.staleReports() > 0 || node.staleOrders() > 0) {
      printer.fact(
          "Out of date",
          Words.count(node.staleReports(), "report")
              + " dropped, "
              + Words.count(node.staleOrders(), "order")
              + " refused");
    }
    printer.fact("Containment", Words.orDash(node.containment()));
    printer.fact("Agent", Words.orDash(node.agentVersion()));
    printer.fact("Boot id", Words.orDash(node.bootId()));
    node.joinTime().ifPresent(time -> printer.fact("Joined", Words.exact(time)));
    node.lastHeartbeatTime().ifPresent(time -> printer.fact("Heard", Words.exact(time)));
    node.residues().forEach(left -> residue(left, printer));
  }
}
