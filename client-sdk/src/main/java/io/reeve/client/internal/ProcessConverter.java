package io.reeve.client.internal;

import io.reeve.client.model.NodeResidue;
import io.reeve.client.model.ProcessInfo;
import io.reeve.client.model.Residue;

/** Processes and what kills have not ended. Total in both directions. */
final class ProcessConverter {
  private ProcessConverter() {}

  static NodeResidue model(io.reeve.proto.v1.NodeResidue residue) {
    return new NodeResidue(
        TaskConverter.model(residue.getTask()), residue.getAttempt(), model(residue.getResidue()));
  }

  static io.reeve.proto.v1.NodeResidue proto(NodeResidue residue) {
    return io.reeve.proto.v1.NodeResidue.newBuilder()
        .setTask(TaskConverter.proto(residue.task()))
        .setAttempt(residue.attempt())
        .setResidue(proto(residue.residue()))
        .build();
  }

  static Residue model(io.reeve.proto.v1.Residue residue) {
    return new Residue(
        residue.getProcessesList().stream().map(ProcessConverter::model).toList(),
        residue.getTotal(),
        Times.required(residue.hasSinceTime(), residue.getSinceTime()));
  }

  static io.reeve.proto.v1.Residue proto(Residue residue) {
    var proto =
        io.reeve.proto.v1.Residue.newBuilder()
            .addAllProcesses(residue.processes().stream().map(ProcessConverter::proto).toList())
            .setTotal(residue.total());
    Times.required(residue.sinceTime()).ifPresent(proto::setSinceTime);
    return proto.build();
  }

  static ProcessInfo model(io.reeve.proto.v1.ProcessInfo process) {
    return new ProcessInfo(
        process.getPid(),
        process.getState(),
        process.getWaitChannel(),
        process.getOwner(),
        process.getCommand(),
        Times.optional(process.hasStartTime(), process.getStartTime()));
  }

  static io.reeve.proto.v1.ProcessInfo proto(ProcessInfo process) {
    var proto =
        io.reeve.proto.v1.ProcessInfo.newBuilder()
            .setPid(process.pid())
            .setState(process.state())
            .setWaitChannel(process.waitChannel())
            .setOwner(process.owner())
            .setCommand(process.command());
    process.startTime().map(Times::proto).ifPresent(proto::setStartTime);
    return proto.build();
  }
}
