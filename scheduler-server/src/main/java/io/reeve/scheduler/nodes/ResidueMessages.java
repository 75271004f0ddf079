package io.reeve.scheduler.nodes;

import io.reeve.proto.agent.v1.AttemptResidue;
import io.reeve.proto.v1.ProcessInfo;
import io.reeve.scheduler.core.cluster.Command;
import io.reeve.scheduler.core.task.Residue;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * An agent's report of what a kill has not ended, as a command. Texts are cut to what an agent may
 * send, as all of it is kept in the log and in memory.
 */
final class ResidueMessages {
  private static final int MAX_WORD = 64;
  private static final int MAX_COMMAND = 200;

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
    var processes = new ArrayList<Residue.Survivor>();
    for (var process : residue.getProcessesList()) {
      if (processes.size() < Residue.MAX_PROCESSES) {
        processes.add(process(process));
      }
    }
    return new Residue(
        processes,
        Math.max(residue.getTotal(), residue.getProcessesCount()),
        Protos.instant("residue.since_time", residue.getSinceTime()));
  }

  private static Residue.Survivor process(ProcessInfo process) throws StreamEnd {
    return new Residue.Survivor(
        process.getPid(),
        cut(process.getState(), MAX_WORD),
        cut(process.getWaitChannel(), MAX_WORD),
        cut(process.getOwner(), MAX_WORD),
        cut(process.getCommand(), MAX_COMMAND),
        process.hasStartTime()
            ? Protos.instant("residue.processes.start_time", process.getStartTime())
            : null);
  }

  private static String cut(String text, int most) {
    return text.substring(0, Math.min(most, text.length()));
  }
}
