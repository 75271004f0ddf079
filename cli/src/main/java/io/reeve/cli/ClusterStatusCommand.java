package io.reeve.cli;

import io.reeve.client.Json;
import io.reeve.client.SchedulerClient;
import io.reeve.client.model.ClusterStatus;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** Shows the cluster. */
@Command(name = "status", description = "Show the cluster: version, nodes, work, counters.")
final class ClusterStatusCommand extends Verb {
  @Override
  int run(SchedulerClient client, Printer printer) {
    ClusterStatus status = client.cluster().status();
    if (printer.json()) {
      printer.line(Json.print(status));
      return Exit.DONE;
    }
    printer.fact("Cluster", Words.orDash(status.name()));
    printer.fact("Head node", status.leader() + ", version " + status.version());
    printer.fact("Term", Long.toString(status.term()));
    status.readyTime().ifPresent(time -> printer.fact("Ready since", Words.exact(time)));
    printer.fact("Nodes", status.nodesReady() + " of " + status.nodes() + " ready");
    printer.fact("Cores", status.coresUsed() + " of " + status.cores() + " in use");
    printer.fact("Jobs", jobs(status));
    printer.fact("Tasks", JobStory.counts(status.tasks()));
    new TreeMap<>(status.counters())
        .forEach((name, count) -> printer.fact("Counter", name + " " + count));
    return Exit.DONE;
  }

  private static String jobs(ClusterStatus status) {
    String jobs =
        status.jobs().stream()
            .map(item -> item.count() + " " + Words.name(item.state()).toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    return jobs.isEmpty() ? "none" : jobs;
  }
}
