package io.reeve.agent.convert;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.Residue;
import io.reeve.agent.core.Sighting;
import io.reeve.proto.agent.v1.AttemptResidue;
import io.reeve.proto.v1.ProcessInfo;
import java.util.Optional;

/** What is left of attempts, for the wire. */
public final class Residues {
  private Residues() {}

  /** To the wire. */
  public static AttemptResidue toProto(AttemptId id, Optional<Residue> residue) {
    AttemptResidue.Builder message = AttemptResidue.newBuilder().setAttempt(Values.toProto(id));
    residue.ifPresent(left -> message.setResidue(toProto(left)));
    return message.build();
  }

  /** To the wire. */
  public static ProcessInfo toProto(Sighting process) {
    ProcessInfo.Builder info =
        ProcessInfo.newBuilder()
            .setPid(process.pid())
            .setState(process.state())
            .setWaitChannel(process.waitChannel())
            .setOwner(process.owner())
            .setCommand(process.command());
    process.startTime().ifPresent(time -> info.setStartTime(Values.toProto(time)));
    return info.build();
  }

  private static io.reeve.proto.v1.Residue toProto(Residue residue) {
    return io.reeve.proto.v1.Residue.newBuilder()
        .addAllProcesses(residue.processes().stream().map(Residues::toProto).toList())
        .setTotal(residue.total())
        .setSinceTime(Values.toProto(residue.since()))
        .build();
  }
}
