package io.reeve.client;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import io.reeve.client.internal.CancelConverter;
import io.reeve.client.internal.ClusterConverter;
import io.reeve.client.internal.EventConverter;
import io.reeve.client.internal.ExplanationConverter;
import io.reeve.client.internal.JobConverter;
import io.reeve.client.internal.NodeConverter;
import io.reeve.client.internal.TaskConverter;
import io.reeve.client.model.CancelOutcome;
import io.reeve.client.model.CancelReport;
import io.reeve.client.model.ClusterStatus;
import io.reeve.client.model.Event;
import io.reeve.client.model.Job;
import io.reeve.client.model.JobSubmission;
import io.reeve.client.model.Node;
import io.reeve.client.model.Orphan;
import io.reeve.client.model.Parameter;
import io.reeve.client.model.Task;
import io.reeve.client.model.TaskExplanation;
import io.reeve.proto.v1.SubmitJobRequest;

/**
 * Values as the JSON of their messages in {@code reeve.v1}: the canonical proto3 mapping, so that
 * what this prints, what grpcurl prints and what the scheduler reads are one format.
 *
 * <p>Fields with their default value are left out; enums are names such as {@code
 * TASK_STATE_RUNNING}; 64-bit numbers are strings.
 */
public final class Json {
  private static final JsonFormat.Printer PRINTER = JsonFormat.printer();

  private Json() {}

  /** The message {@code Task}. */
  public static String print(Task task) {
    return print(TaskConverter.proto(task));
  }

  /** The message {@code Job}. */
  public static String print(Job job) {
    return print(JobConverter.proto(job));
  }

  /** The message {@code Node}. */
  public static String print(Node node) {
    return print(NodeConverter.proto(node));
  }

  /** The message {@code NodeOrphan}. */
  public static String print(Orphan orphan) {
    return print(NodeConverter.proto(orphan));
  }

  /** The message {@code GetClusterResponse}. */
  public static String print(ClusterStatus cluster) {
    return print(ClusterConverter.proto(cluster));
  }

  /** The message {@code Parameter}. */
  public static String print(Parameter parameter) {
    return print(ClusterConverter.proto(parameter));
  }

  /** The message {@code Event}. */
  public static String print(Event event) {
    return print(EventConverter.proto(event));
  }

  /** The message {@code ExplainTaskResponse}. */
  public static String print(TaskExplanation explanation) {
    return print(ExplanationConverter.proto(explanation));
  }

  /** The message {@code CancelTaskResponse}. */
  public static String print(CancelOutcome outcome) {
    return print(CancelConverter.proto(outcome));
  }

  /** The message {@code CancelTasksResponse}. */
  public static String print(CancelReport report) {
    return print(CancelConverter.proto(report));
  }

  /** The message {@code SubmitJobRequest}. */
  public static String print(JobSubmission submission) {
    return print(JobConverter.proto(submission));
  }

  /**
   * Reads a message {@code Task}.
   *
   * @throws IllegalArgumentException if the text is not one
   */
  public static Task task(String json) {
    return TaskConverter.model(parse(json, io.reeve.proto.v1.Task.newBuilder()).build());
  }

  /**
   * Reads a message {@code Job}.
   *
   * @throws IllegalArgumentException if the text is not one
   */
  public static Job job(String json) {
    return JobConverter.model(parse(json, io.reeve.proto.v1.Job.newBuilder()).build());
  }

  /**
   * Reads a message {@code Node}.
   *
   * @throws IllegalArgumentException if the text is not one
   */
  public static Node node(String json) {
    return NodeConverter.model(parse(json, io.reeve.proto.v1.Node.newBuilder()).build());
  }

  /**
   * Reads a message {@code SubmitJobRequest}.
   *
   * @throws IllegalArgumentException if the text is not one; unknown fields are refused
   */
  public static JobSubmission submission(String json) {
    return JobConverter.model(parse(json, SubmitJobRequest.newBuilder()).build());
  }

  private static String print(MessageOrBuilder message) {
    try {
      return PRINTER.print(message);
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException(impossible); // only for Any, of which there is none
    }
  }

  private static <B extends Message.Builder> B parse(String json, B builder) {
    try {
      JsonFormat.parser().merge(json, builder);
      return builder;
    } catch (InvalidProtocolBufferException malformed) {
      throw new IllegalArgumentException(malformed.getMessage(), malformed);
    }
  }
}
