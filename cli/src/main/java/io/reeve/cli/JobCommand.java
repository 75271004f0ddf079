package io.reeve.cli;

import picocli.CommandLine.Command;

/** Jobs. */
@Command(
    name = "job",
    description = "Submit, look at and cancel jobs.",
    mixinStandardHelpOptions = true,
    subcommands = {
      JobSubmitCommand.class,
      JobListCommand.class,
      JobViewCommand.class,
      JobCancelCommand.class
    })
final class JobCommand {}
