package io.reeve.scheduler.rpc.convert;

import io.reeve.scheduler.core.job.JobState;
import io.reeve.scheduler.core.node.NodeState;
import io.reeve.scheduler.core.task.TaskState;
import java.util.Optional;

/**
 * States. Towards the core, a state that it does not have (yet) is empty: as a filter it matches
 * nothing. What this version cannot read at all was refused before.
 */
final class States {
  private States() {}

  static io.reeve.proto.v1.TaskState toProto(TaskState state) {
    return switch (state) {
      case CONFIGURING -> io.reeve.proto.v1.TaskState.TASK_STATE_CONFIGURING;
      case SUBMITTED -> io.reeve.proto.v1.TaskState.TASK_STATE_SUBMITTED;
      case VALIDATING -> io.reeve.proto.v1.TaskState.TASK_STATE_VALIDATING;
      case QUEUED -> io.reeve.proto.v1.TaskState.TASK_STATE_QUEUED;
      case DISPATCHING -> io.reeve.proto.v1.TaskState.TASK_STATE_DISPATCHING;
      case RUNNING -> io.reeve.proto.v1.TaskState.TASK_STATE_RUNNING;
      case FINISHING -> io.reeve.proto.v1.TaskState.TASK_STATE_FINISHING;
      case FINISHED -> io.reeve.proto.v1.TaskState.TASK_STATE_FINISHED;
      case FAILED -> io.reeve.proto.v1.TaskState.TASK_STATE_FAILED;
      case CANCELED -> io.reeve.proto.v1.TaskState.TASK_STATE_CANCELED;
      case CANCELING -> io.reeve.proto.v1.TaskState.TASK_STATE_CANCELING;
    };
  }

  static Optional<TaskState> toCore(io.reeve.proto.v1.TaskState state) {
    return switch (state) {
      case TASK_STATE_CONFIGURING -> Optional.of(TaskState.CONFIGURING);
      case TASK_STATE_SUBMITTED -> Optional.of(TaskState.SUBMITTED);
      case TASK_STATE_VALIDATING -> Optional.of(TaskState.VALIDATING);
      case TASK_STATE_QUEUED -> Optional.of(TaskState.QUEUED);
      case TASK_STATE_DISPATCHING -> Optional.of(TaskState.DISPATCHING);
      case TASK_STATE_RUNNING -> Optional.of(TaskState.RUNNING);
      case TASK_STATE_FINISHING -> Optional.of(TaskState.FINISHING);
      case TASK_STATE_FINISHED -> Optional.of(TaskState.FINISHED);
      case TASK_STATE_FAILED -> Optional.of(TaskState.FAILED);
      case TASK_STATE_CANCELED -> Optional.of(TaskState.CANCELED);
      case TASK_STATE_CANCELING -> Optional.of(TaskState.CANCELING);
      case TASK_STATE_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
    };
  }

  static io.reeve.proto.v1.JobState toProto(JobState state) {
    return switch (state) {
      case CONFIGURING -> io.reeve.proto.v1.JobState.JOB_STATE_CONFIGURING;
      case SUBMITTED -> io.reeve.proto.v1.JobState.JOB_STATE_SUBMITTED;
      case VALIDATING -> io.reeve.proto.v1.JobState.JOB_STATE_VALIDATING;
      case QUEUED -> io.reeve.proto.v1.JobState.JOB_STATE_QUEUED;
      case RUNNING -> io.reeve.proto.v1.JobState.JOB_STATE_RUNNING;
      case FINISHING -> io.reeve.proto.v1.JobState.JOB_STATE_FINISHING;
      case FINISHED -> io.reeve.proto.v1.JobState.JOB_STATE_FINISHED;
      case FAILED -> io.reeve.proto.v1.JobState.JOB_STATE_FAILED;
      case CANCELED -> io.reeve.proto.v1.JobState.JOB_STATE_CANCELED;
      case CANCELING -> io.reeve.proto.v1.JobState.JOB_STATE_CANCELING;
    };
  }

  static Optional<JobState> toCore(io.reeve.proto.v1.JobState state) {
    return switch (state) {
      case JOB_STATE_CONFIGURING -> Optional.of(JobState.CONFIGURING);
      case JOB_STATE_SUBMITTED -> Optional.of(JobState.SUBMITTED);
      case JOB_STATE_VALIDATING -> Optional.of(JobState.VALIDATING);
      case JOB_STATE_QUEUED -> Optional.of(JobState.QUEUED);
      case JOB_STATE_RUNNING -> Optional.of(JobState.RUNNING);
      case JOB_STATE_FINISHING -> Optional.of(JobState.FINISHING);
      case JOB_STATE_FINISHED -> Optional.of(JobState.FINISHED);
      case JOB_STATE_FAILED -> Optional.of(JobState.FAILED);
      case JOB_STATE_CANCELED -> Optional.of(JobState.CANCELED);
      case JOB_STATE_CANCELING -> Optional.of(JobState.CANCELING);
      case JOB_STATE_EXTERNAL_VALIDATION, JOB_STATE_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
    };
  }

  static io.reeve.proto.v1.NodeState toProto(NodeState state) {
    return switch (state) {
      case OFFLINE -> io.reeve.proto.v1.NodeState.NODE_STATE_OFFLINE;
      case DRAINING -> io.reeve.proto.v1.NodeState.NODE_STATE_DRAINING;
      case ONLINE -> io.reeve.proto.v1.NodeState.NODE_STATE_ONLINE;
    };
  }

  static Optional<NodeState> toCore(io.reeve.proto.v1.NodeState state) {
    return switch (state) {
      case NODE_STATE_OFFLINE -> Optional.of(NodeState.OFFLINE);
      case NODE_STATE_DRAINING -> Optional.of(NodeState.DRAINING);
      case NODE_STATE_ONLINE -> Optional.of(NodeState.ONLINE);
      case NODE_STATE_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
    };
  }
}
