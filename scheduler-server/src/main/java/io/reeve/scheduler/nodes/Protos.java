package io.reeve.scheduler.nodes;

import com.google.protobuf.Timestamp;
import io.reeve.proto.agent.v1.AttemptRef;
import io.reeve.proto.v1.TaskRef;
import io.reeve.scheduler.core.task.AttemptId;
import io.reeve.scheduler.core.task.TaskId;
import java.time.Duration;
import java.time.Instant;

/** The values that every message is made of, both ways. */
final class Protos {
  private static final long YEAR_10000 = 253_402_300_800L; // protobuf's own limit of Timestamp
  private static final long TEN_THOUSAND_YEARS =
      315_576_000_000L; // protobuf's own limit of Duration
  private static final int NANOS_PER_SECOND = 1_000_000_000;

  private Protos() {}

  static Timestamp of(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  static com.google.protobuf.Duration of(Duration duration) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }

  static AttemptRef of(AttemptId attempt) {
    return AttemptRef.newBuilder()
        .setTask(
            TaskRef.newBuilder()
                .setJobId(attempt.task().job())
                .setTaskId(attempt.task().task())
                .setSubtaskId(attempt.task().subtask()))
        .setAttempt(attempt.number())
        .build();
  }

  static Instant instant(String field, Timestamp time) throws StreamEnd {
    if (time.getSeconds() < 0
        || time.getSeconds() >= YEAR_10000
        || time.getNanos() < 0
        || time.getNanos() >= NANOS_PER_SECOND) {
      throw StreamEnd.invalid(field, "not a time between 1970 and 9999");
    }
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  static Duration duration(String field, com.google.protobuf.Duration duration) throws StreamEnd {
    if (duration.getSeconds() < 0
        || duration.getSeconds() > TEN_THOUSAND_YEARS
        || duration.getNanos() < 0
        || duration.getNanos() >= NANOS_PER_SECOND) {
      throw StreamEnd.invalid(field, "not a duration from 0 to 10,000 years");
    }
    return Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
  }

  static AttemptId attempt(String field, AttemptRef ref) throws StreamEnd {
    var task = ref.getTask();
    if (task.getJobId() < 1
        || task.getTaskId() < 1
        || task.getSubtaskId() < 0
        || ref.getAttempt() < 1) {
      throw StreamEnd.invalid(field, "names no attempt");
    }
    return new AttemptId(
        new TaskId(task.getJobId(), task.getTaskId(), task.getSubtaskId()), ref.getAttempt());
  }
}
