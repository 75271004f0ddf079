package io.reeve.scheduler.rpc.convert;

import io.reeve.scheduler.core.task.Cause;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Causes; an absent one is unspecified. */
final class Causes {
  private Causes() {}

  static io.reeve.proto.v1.Cause toProto(@Nullable Cause cause) {
    if (cause == null) {
      return io.reeve.proto.v1.Cause.CAUSE_UNSPECIFIED;
    }
    return switch (cause) {
      case EXITED -> io.reeve.proto.v1.Cause.CAUSE_EXITED;
      case CANCELED -> io.reeve.proto.v1.Cause.CAUSE_CANCELED;
      case JOB_CANCELED -> io.reeve.proto.v1.Cause.CAUSE_JOB_CANCELED;
      case TIME_LIMIT -> io.reeve.proto.v1.Cause.CAUSE_TIME_LIMIT;
      case OUT_OF_MEMORY -> io.reeve.proto.v1.Cause.CAUSE_OUT_OF_MEMORY;
      case NODE_LOST -> io.reeve.proto.v1.Cause.CAUSE_NODE_LOST;
      case START_FAILED -> io.reeve.proto.v1.Cause.CAUSE_START_FAILED;
      case PREEMPTED -> io.reeve.proto.v1.Cause.CAUSE_PREEMPTED;
      case DEPENDENCY_FAILED -> io.reeve.proto.v1.Cause.CAUSE_DEPENDENCY_FAILED;
      case JOB_FAILED -> io.reeve.proto.v1.Cause.CAUSE_JOB_FAILED;
    };
  }

  static Optional<Cause> toCore(io.reeve.proto.v1.Cause cause) {
    return switch (cause) {
      case CAUSE_EXITED -> Optional.of(Cause.EXITED);
      case CAUSE_CANCELED -> Optional.of(Cause.CANCELED);
      case CAUSE_JOB_CANCELED -> Optional.of(Cause.JOB_CANCELED);
      case CAUSE_TIME_LIMIT -> Optional.of(Cause.TIME_LIMIT);
      case CAUSE_OUT_OF_MEMORY -> Optional.of(Cause.OUT_OF_MEMORY);
      case CAUSE_NODE_LOST -> Optional.of(Cause.NODE_LOST);
      case CAUSE_START_FAILED -> Optional.of(Cause.START_FAILED);
      case CAUSE_PREEMPTED -> Optional.of(Cause.PREEMPTED);
      case CAUSE_DEPENDENCY_FAILED -> Optional.of(Cause.DEPENDENCY_FAILED);
      case CAUSE_JOB_FAILED -> Optional.of(Cause.JOB_FAILED);
      case CAUSE_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
    };
  }
}
