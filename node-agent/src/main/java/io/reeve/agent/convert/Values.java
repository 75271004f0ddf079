package io.reeve.agent.convert;

import com.google.protobuf.Timestamp;
import io.reeve.agent.core.AttemptId;
import io.reeve.proto.agent.v1.AttemptRef;
import io.reeve.proto.v1.TaskRef;
import java.time.Duration;
import java.time.Instant;

/** Times and names. */
public final class Values {
  private Values() {}

  /** To the wire. */
  public static AttemptRef toProto(AttemptId id) {
    return AttemptRef.newBuilder()
        .setTask(
            TaskRef.newBuilder().setJobId(id.job()).setTaskId(id.task()).setSubtaskId(id.subtask()))
        .setAttempt(id.attempt())
        .build();
  }

  /**
   * From the wire.
   *
   * @throws IllegalArgumentException when it names no attempt
   */
  public static AttemptId fromProto(AttemptRef ref) {
    TaskRef task = ref.getTask();
    return new AttemptId(task.getJobId(), task.getTaskId(), task.getSubtaskId(), ref.getAttempt());
  }

  /** To the wire. */
  public static Timestamp toProto(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  /** From the wire. */
  public static Instant fromProto(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  /** To the wire. */
  public static com.google.protobuf.Duration toProto(Duration span) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(span.getSeconds())
        .setNanos(span.getNano())
        .build();
  }

  /** From the wire; a negative one counts as zero. */
  public static Duration fromProto(com.google.protobuf.Duration span) {
    Duration value = Duration.ofSeconds(span.getSeconds(), span.getNanos());
    return value.isNegative() ? Duration.ZERO : value;
  }
}
