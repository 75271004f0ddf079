package io.reeve.cli;

import io.reeve.client.SchedulerClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows a node. */
@Command(name = "view", description = "Show a node.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields before the call
final class NodeViewCommand extends Verb {
  @Parameters(paramLabel = "NAME", description = "The node.")
  String name;

  @Override
  int run(SchedulerClient client, Printer printer) {
    NodeStory.print(client.nodes().get(name), printer);
    return Exit.DONE;
  }
}
