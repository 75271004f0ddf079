package io.reeve.client.internal;

import io.reeve.client.model.CancelVerdict;
import io.reeve.client.model.Cause;
import io.reeve.client.model.Explanation;
import io.reeve.client.model.JobState;
import io.reeve.client.model.NodeProblem;
import io.reeve.client.model.NodeState;
import io.reeve.client.model.StartFailure;
import io.reeve.client.model.TaskState;

/** Every enum of the API. */
final class Enums {
  static final EnumMapping<io.reeve.proto.v1.TaskState, TaskState> TASK_STATE =
      EnumMapping.of(io.reeve.proto.v1.TaskState.class, "TASK_STATE_", TaskState.class);
  static final EnumMapping<io.reeve.proto.v1.JobState, JobState> JOB_STATE =
      EnumMapping.of(io.reeve.proto.v1.JobState.class, "JOB_STATE_", JobState.class);
  static final EnumMapping<io.reeve.proto.v1.NodeState, NodeState> NODE_STATE =
      EnumMapping.of(io.reeve.proto.v1.NodeState.class, "NODE_STATE_", NodeState.class);
  static final EnumMapping<io.reeve.proto.v1.Cause, Cause> CAUSE =
      EnumMapping.of(io.reeve.proto.v1.Cause.class, "CAUSE_", Cause.class);
  static final EnumMapping<io.reeve.proto.v1.CancelVerdict, CancelVerdict> VERDICT =
      EnumMapping.of(io.reeve.proto.v1.CancelVerdict.class, "CANCEL_VERDICT_", CancelVerdict.class);
  static final EnumMapping<io.reeve.proto.v1.StartFailure.Stage, StartFailure.Stage> STAGE =
      EnumMapping.of(
          io.reeve.proto.v1.StartFailure.Stage.class, "STAGE_", StartFailure.Stage.class);

  static final EnumMapping<io.reeve.proto.v1.NodeProblem.Kind, NodeProblem.Kind> PROBLEM =
      EnumMapping.of(io.reeve.proto.v1.NodeProblem.Kind.class, "KIND_", NodeProblem.Kind.class);
  static final EnumMapping<io.reeve.proto.v1.Explanation.Reason, Explanation.Reason> REASON =
      EnumMapping.of(
          io.reeve.proto.v1.Explanation.Reason.class, "REASON_", Explanation.Reason.class);

  private Enums() {}
}
