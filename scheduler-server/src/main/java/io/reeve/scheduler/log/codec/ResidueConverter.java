package io.reeve.scheduler.log.codec;

import static io.reeve.scheduler.log.codec.Values.instant;
import static io.reeve.scheduler.log.codec.Values.instantIf;
import static io.reeve.scheduler.log.codec.Values.micros;

import io.reeve.proto.log.v1.TaskProto;
import io.reeve.scheduler.core.task.Residue;
import io.reeve.scheduler.core.task.Sighting;

/** What kills have not ended. */
final class ResidueConverter {
  private ResidueConverter() {}

  static TaskProto.Residue toStored(Residue residue) {
    return TaskProto.Residue.newBuilder()
        .addAllProcesses(residue.processes().stream().map(ResidueConverter::toStored).toList())
        .setTotal(residue.total())
        .setSinceMicros(micros(residue.since()))
        .build();
  }

  static Residue fromStored(TaskProto.Residue stored) {
    return new Residue(
        stored.getProcessesList().stream().map(ResidueConverter::fromStored).toList(),
        stored.getTotal(),
        instant(stored.getSinceMicros()));
  }

  private static TaskProto.Residue.Process toStored(Sighting process) {
    var stored =
        TaskProto.Residue.Process.newBuilder()
            .setPid(process.pid())
            .setState(process.state())
            .setWaitChannel(process.waitChannel())
            .setOwner(process.owner())
            .setCommand(process.command());
    if (process.startedAt() != null) {
      stored.setStartedAtMicros(micros(process.startedAt()));
    }
    return stored.build();
  }

  private static Sighting fromStored(TaskProto.Residue.Process stored) {
    return new Sighting(
        stored.getPid(),
        stored.getState(),
        stored.getWaitChannel(),
        stored.getOwner(),
        stored.getCommand(),
        instantIf(stored.hasStartedAtMicros(), stored.getStartedAtMicros()));
  }
}
