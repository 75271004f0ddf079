package io.reeve.cli;

import picocli.CommandLine.Command;

/** Cluster parameters. */
@Command(
    name = "params",
    description = "Get and set cluster parameters.",
    mixinStandardHelpOptions = true,
    subcommands = {ParamsGetCommand.class, ParamsSetCommand.class})
final class ClusterParamsCommand {}
