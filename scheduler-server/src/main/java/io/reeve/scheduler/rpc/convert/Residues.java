package io.reeve.scheduler.rpc.convert;

import io.reeve.proto.v1.NodeResidue;
import io.reeve.proto.v1.ProcessInfo;
import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.task.Residue;
import io.reeve.scheduler.core.task.Task;
import java.util.List;
import java.util.Optional;

/** What kills have not ended. */
final class Residues {
  /** Most attempts that a Node message tells. */
  private static final int MAX_ATTEMPTS = 100;

  private Residues() {}

  /** The attempts with residue on a node. */
  static List<NodeResidue> of(ClusterView view, String node) {
    return view.tasksWithResidueOn(node).stream()
        .limit(MAX_ATTEMPTS)
        .flatMap(task -> toProto(task).stream())
        .toList();
  }

  private static Optional<NodeResidue> toProto(Task task) {
    return task.currentAttempt()
        .map(attempt -> attempt.residue())
        .map(
            residue ->
                NodeResidue.newBuilder()
                    .setTask(TaskIds.toProto(task.id()))
                    .setAttempt(task.attempt())
                    .setResidue(toProto(residue))
                    .build());
  }

  static io.reeve.proto.v1.Residue toProto(Residue residue) {
    return io.reeve.proto.v1.Residue.newBuilder()
        .addAllProcesses(residue.processes().stream().map(Residues::toProto).toList())
        .setTotal(residue.total())
        .setSinceTime(Times.toProto(residue.since()))
        .build();
  }

  private static ProcessInfo toProto(Residue.Survivor process) {
    var proto =
        ProcessInfo.newBuilder()
            .setPid(process.pid())
            .setState(process.state())
            .setWaitChannel(process.waitChannel())
            .setOwner(process.owner())
            .setCommand(process.command());
    Optional.ofNullable(process.startedAt()).map(Times::toProto).ifPresent(proto::setStartTime);
    return proto.build();
  }
}
