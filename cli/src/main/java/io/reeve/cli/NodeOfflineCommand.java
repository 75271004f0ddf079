package io.reeve.cli;

import io.reeve.client.SchedulerClient;
import io.reeve.client.model.NodeOffline;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a node out of service. */
@Command(
    name = "offline",
    description = "Take a node out of service: it drains, or with --force its tasks are ended.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields before the call
final class NodeOfflineCommand extends Verb {
  @Parameters(paramLabel = "NAME", description = "The node.")
  String name;

  @Option(names = "--drain", description = "Let running tasks end; the default, for clarity.")
  boolean drain;

  @Option(names = "--force", description = "End its tasks at once.")
  boolean force;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      converter = Converters.Span.class,
      description = "End its tasks after this time. Schedulers of this version refuse it.")
  @Nullable Duration deadline;

  @Option(names = "--message", paramLabel = "TEXT", description = "Why; shown with the node.")
  String message = "";

  @Override
  int run(SchedulerClient client, Printer printer) {
    if (drain && force) {
      throw usage("--drain and --force exclude each other");
    }
    NodeOffline offline = NodeOffline.of(name).force(force).message(message);
    NodeStory.print(
        client.nodes().takeOffline(deadline == null ? offline : offline.deadline(deadline)),
        printer);
    return Exit.DONE;
  }
}
