package io.reeve.cli;

import io.reeve.client.SchedulerClient;
import io.reeve.client.model.Parameter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Sets cluster parameters. */
@Command(name = "set", description = "Set cluster parameters: all or none.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields before the call
final class ParamsSetCommand extends Verb {
  @Parameters(
      paramLabel = "NAME=VALUE",
      arity = "1..*",
      description = "Such as TaskCancelGracePeriod=10s; an empty value sets the default.")
  Map<String, String> values;

  @Override
  int run(SchedulerClient client, Printer printer) {
    List<Parameter> all = client.cluster().setParameters(values);
    ParameterTable.print(
        all.stream()
            .filter(p -> values.keySet().stream().anyMatch(p.name()::equalsIgnoreCase))
            .toList(),
        printer);
    return Exit.DONE;
  }
}
