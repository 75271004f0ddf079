package io.reeve.cli;

import io.reeve.client.SchedulerClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows cluster parameters. */
@Command(name = "get", description = "Show cluster parameters, all or the named ones.")
final class ParamsGetCommand extends Verb {
  @Parameters(paramLabel = "NAME", arity = "0..*", description = "Which; none: all.")
  String[] names = {};

  @Override
  int run(SchedulerClient client, Printer printer) {
    ParameterTable.print(client.cluster().parameters(names), printer);
    return Exit.DONE;
  }
}
