package io.reeve.cli;

import io.reeve.client.SchedulerClient;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** A verb that talks to the head node: opens the client, runs, closes it. */
@SuppressWarnings("NullAway.Init") // picocli sets the field before the call
abstract class Verb implements Callable<Integer> {
  @CommandLine.Spec CommandLine.Model.CommandSpec spec;

  @CommandLine.Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  /** Does it. */
  abstract int run(SchedulerClient client, Printer printer) throws Exception;

  @Override
  public final Integer call() throws Exception {
    try (SchedulerClient client = reeve().connect(reeve().address())) {
      return run(client, reeve().printer());
    }
  }

  final ReeveCommand reeve() {
    return (ReeveCommand) spec.root().userObject();
  }

  /** For combinations that the declarations cannot express. */
  final CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
