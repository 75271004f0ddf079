package io.reeve.scheduler.nodes;

import io.reeve.proto.agent.v1.Condition;
import io.reeve.proto.v1.NodeProblem;
import io.reeve.proto.v1.Orphan;
import io.reeve.scheduler.core.node.NodeCondition;
import java.util.ArrayList;

/** What an agent says of its node. Lists and texts are cut to what an agent may send. */
final class ConditionMessages {
  private static final int MAX_PROBLEMS = 100;
  private static final int MAX_ORPHANS = 100;
  private static final int MAX_PROCESSES = 100;
  private static final int MAX_MESSAGE = 1_000;

  private ConditionMessages() {}

  static NodeCondition toCondition(Condition condition) throws StreamEnd {
    var problems = new ArrayList<NodeCondition.Problem>();
    for (var problem : condition.getProblemsList()) {
      if (problems.size() < MAX_PROBLEMS) {
        problems.add(problem(problem));
      }
    }
    var orphans = new ArrayList<NodeCondition.Orphan>();
    var skip = condition.getOrphansCount() - MAX_ORPHANS; // the newest are the last
    for (var orphan : condition.getOrphansList()) {
      if (skip-- <= 0) {
        orphans.add(orphan(orphan));
      }
    }
    return new NodeCondition(
        problems, orphans, Math.max(0, condition.getStaleOrders()), condition.getStopping());
  }

  private static NodeCondition.Problem problem(NodeProblem problem) throws StreamEnd {
    var kind =
        switch (problem.getKind()) {
          case KIND_DISK -> NodeCondition.Kind.DISK;
          case KIND_CORRUPT_ATTEMPT -> NodeCondition.Kind.CORRUPT_ATTEMPT;
          case KIND_UNSPECIFIED, UNRECOGNIZED -> NodeCondition.Kind.OTHER;
        };
    return new NodeCondition.Problem(
        kind,
        Sightings.cut(problem.getMessage(), MAX_MESSAGE),
        problem.hasSinceTime()
            ? Protos.instant("condition.problems.since_time", problem.getSinceTime())
            : null);
  }

  private static NodeCondition.Orphan orphan(Orphan orphan) throws StreamEnd {
    var processes =
        Sightings.of("condition.orphans.processes", orphan.getProcessesList(), MAX_PROCESSES);
    return new NodeCondition.Orphan(
        Sightings.word(orphan.getAttempt()),
        processes,
        Math.max(orphan.getTotal(), processes.size()),
        Protos.instant("condition.orphans.found_time", orphan.getFoundTime()),
        orphan.hasGoneTime()
            ? Protos.instant("condition.orphans.gone_time", orphan.getGoneTime())
            : null,
        orphan.getReaped());
  }
}
