package io.reeve.agent.convert;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.NodeProblem;
import io.reeve.agent.core.Orphan;
import io.reeve.agent.core.Sighting;
import io.reeve.proto.agent.v1.Condition;
import io.reeve.proto.v1.ProcessInfo;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What is wrong with a node, for the wire. */
public final class Conditions {
  /** A message describes no more processes from here on; far below what any head node takes. */
  private static final int PROCESS_BYTES = 32 * 1024;

  private Conditions() {}

  /**
   * To the wire. When there is too much, the processes of the older orphans are left out.
   *
   * @param orphans oldest first
   */
  public static Condition toProto(
      List<NodeProblem> problems, List<Orphan> orphans, long staleOrders, boolean stopping) {
    Condition.Builder condition =
        Condition.newBuilder().setStaleOrders(staleOrders).setStopping(stopping);
    problems.forEach(problem -> condition.addProblems(toProto(problem)));
    Deque<io.reeve.proto.v1.Orphan> newestLast = new ArrayDeque<>();
    int room = PROCESS_BYTES;
    for (int i = orphans.size() - 1; i >= 0; i--) {
      io.reeve.proto.v1.Orphan.Builder orphan = toProto(orphans.get(i));
      for (Sighting process : orphans.get(i).processes()) {
        ProcessInfo info = Residues.toProto(process);
        room -= info.getSerializedSize();
        if (room < 0) {
          break;
        }
        orphan.addProcesses(info);
      }
      newestLast.addFirst(orphan.build());
    }
    return condition.addAllOrphans(newestLast).build();
  }

  private static io.reeve.proto.v1.NodeProblem toProto(NodeProblem problem) {
    return io.reeve.proto.v1.NodeProblem.newBuilder()
        .setKind(io.reeve.proto.v1.NodeProblem.Kind.valueOf("KIND_" + problem.kind().name()))
        .setMessage(problem.message())
        .setSinceTime(Values.toProto(problem.since()))
        .build();
  }

  private static io.reeve.proto.v1.Orphan.Builder toProto(Orphan orphan) {
    io.reeve.proto.v1.Orphan.Builder message =
        io.reeve.proto.v1.Orphan.newBuilder()
            .setAttempt(orphan.attempt().map(Conditions::text).orElse(""))
            .setTotal(orphan.total())
            .setFoundTime(Values.toProto(orphan.found()))
            .setReaped(orphan.reaped());
    orphan.gone().ifPresent(time -> message.setGoneTime(Values.toProto(time)));
    return message;
  }

  /** As people write it: {@code 1.2.3#1}. */
  private static String text(AttemptId id) {
    String task = id.job() + "." + id.task() + (id.subtask() == 0 ? "" : "." + id.subtask());
    return task + "#" + id.attempt();
  }
}
