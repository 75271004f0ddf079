package io.reeve.scheduler.rpc.convert;

import io.reeve.proto.v1.NodeResidue;
import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.task.Attempt;
import io.reeve.scheduler.core.task.Residue;
import io.reeve.scheduler.core.task.Task;
import java.util.ArrayList;
import java.util.List;

/** What kills have not ended. */
final class Residues {
  /** Most attempts that a Node message tells. */
  static final int MAX_ATTEMPTS = 100;

  /** Most processes that it describes, of all its attempts; the totals tell of the others. */
  static final int MAX_PROCESSES = 1_000;

  private Residues() {}

  /** The attempts with residue on a node. */
  static List<NodeResidue> of(ClusterView view, String node) {
    var told = new ArrayList<NodeResidue>();
    var room = MAX_PROCESSES;
    for (var task : view.tasksWithResidueOn(node)) {
      var residue = task.currentAttempt().map(Attempt::residue);
      if (told.size() < MAX_ATTEMPTS && residue.isPresent()) {
        told.add(toProto(task, residue.get(), room));
        room -= Math.min(room, residue.get().processes().size());
      }
    }
    return told;
  }

  private static NodeResidue toProto(Task task, Residue residue, int mostProcesses) {
    return NodeResidue.newBuilder()
        .setTask(TaskIds.toProto(task.id()))
        .setAttempt(task.attempt())
        .setResidue(toProto(residue, mostProcesses))
        .build();
  }

  static io.reeve.proto.v1.Residue toProto(Residue residue) {
    return toProto(residue, Residue.MAX_PROCESSES);
  }

  private static io.reeve.proto.v1.Residue toProto(Residue residue, int mostProcesses) {
    return io.reeve.proto.v1.Residue.newBuilder()
        .addAllProcesses(
            residue.processes().stream().limit(mostProcesses).map(Sightings::toProto).toList())
        .setTotal(residue.total())
        .setSinceTime(Times.toProto(residue.since()))
        .build();
  }
}
