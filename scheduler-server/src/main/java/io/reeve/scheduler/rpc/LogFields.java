package io.reeve.scheduler.rpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import io.reeve.proto.v1.TaskRef;

/**
 * What a log line tells of a request or response: its simple fields, and how many there are of the
 * others.
 */
final class LogFields {
  private LogFields() {}

  /** A blank and {@code key=value} for each field that is set. */
  static String of(String prefix, Message message) {
    var line = new StringBuilder();
    message
        .getAllFields()
        .forEach((field, value) -> append(line, prefix + field.getName(), field, value));
    return line.toString();
  }

  private static void append(StringBuilder line, String key, FieldDescriptor field, Object value) {
    if (field.isRepeated()) {
      line.append(' ').append(key).append(".count=").append(((java.util.List<?>) value).size());
    } else if (value instanceof TaskRef task) {
      line.append(' ').append(key).append('=').append(id(task));
    } else if (value instanceof Duration span) {
      line.append(' ').append(key).append('=').append(text(span));
    } else if (field.getJavaType() != JavaType.MESSAGE) {
      line.append(' ').append(key).append('=').append(LogValues.of(value.toString()));
    }
  }

  /** As given: what is logged here may be refused for being no span of time at all. */
  private static String text(Duration span) {
    return span.getNanos() == 0
        ? span.getSeconds() + "s"
        : span.getSeconds() + "s+" + span.getNanos() + "ns";
  }

  private static String id(TaskRef task) {
    var id = task.getJobId() + "." + task.getTaskId();
    return task.getSubtaskId() == 0 ? id : id + "." + task.getSubtaskId();
  }
}
