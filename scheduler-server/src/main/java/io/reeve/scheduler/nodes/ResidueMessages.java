package io.reeve.scheduler.nodes;

import io.reeve.proto.agent.v1.AttemptResidue;
import io.reeve.scheduler.core.cluster.Command;
import io.reeve.scheduler.core.task.Residue;
import org.jspecify.annotations.Nullable;

/**
 * An agent's report of what a kill has not ended, as a command. Texts are cut to what an agent may
 * send, as all of it is kept in the log and in memory.
 */
final class ResidueMessages {
  private ResidueMessages() {}

  static Command command(String node, AttemptResidue report) throws StreamEnd {
    return new Command.AttemptResidue(
        node, Protos.attempt("residue.attempt", report.getAttempt()), residue(report));
  }

  private static @Nullable Residue residue(AttemptResidue report) throws StreamEnd {
    var residue = report.getResidue();
    if (residue.getProcessesCount() == 0) {
      return null;
    }
    return new Residue(
        Sightings.of("residue.processes", residue.getProcessesList(), Residue.MAX_PROCESSES),
        Math.max(residue.getTotal(), residue.getProcessesCount()),
        Protos.instant("residue.since_time", residue.getSinceTime()));
  }
}
