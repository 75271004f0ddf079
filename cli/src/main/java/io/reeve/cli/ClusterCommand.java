package io.reeve.cli;

import picocli.CommandLine.Command;

/** The cluster. */
@Command(
    name = "cluster",
    description = "Look at the cluster and set its parameters.",
    mixinStandardHelpOptions = true,
    subcommands = {ClusterStatusCommand.class, ClusterParamsCommand.class})
final class ClusterCommand {}
