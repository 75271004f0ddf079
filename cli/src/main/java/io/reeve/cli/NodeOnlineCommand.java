package io.reeve.cli;

import io.reeve.client.SchedulerClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Brings a node online. */
@Command(name = "online", description = "Let a node take work.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields before the call
final class NodeOnlineCommand extends Verb {
  @Parameters(paramLabel = "NAME", description = "The node.")
  String name;

  @Override
  int run(SchedulerClient client, Printer printer) {
    NodeStory.print(client.nodes().bringOnline(name), printer);
    return Exit.DONE;
  }
}
