package io.reeve.cli;

import picocli.CommandLine.Command;

/** Tasks. */
@Command(
    name = "task",
    description = "Look at and cancel tasks.",
    mixinStandardHelpOptions = true,
    subcommands = {
      TaskListCommand.class,
      TaskViewCommand.class,
      TaskExplainCommand.class,
      TaskCancelCommand.class
    })
final class TaskCommand {}
