package io.reeve.cli;

import picocli.CommandLine.Command;

/** Nodes. */
@Command(
    name = "node",
    description = "Look at nodes, bring them online, take them offline.",
    mixinStandardHelpOptions = true,
    subcommands = {
      NodeListCommand.class,
      NodeViewCommand.class,
      NodeOrphansCommand.class,
      NodeOnlineCommand.class,
      NodeOfflineCommand.class
    })
final class NodeCommand {}
