package io.reeve.scheduler.rpc.error;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.reeve.scheduler.engine.EngineException;
import io.reeve.scheduler.engine.Ids;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import javax.inject.Inject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what a call failed with into a status with exactly one {@code ErrorInfo}. What nobody
 * foresaw becomes INTERNAL with the id of an incident, under which its stack trace stands in the
 * log and nowhere else.
 */
final class StatusMapper {
  private static final Logger log = LoggerFactory.getLogger(StatusMapper.class);

  /** Domain of every {@code ErrorInfo}. */
  static final String DOMAIN = "reeve";

  /**
   * How much of a {@code BadRequest} fits into trailers of 8 KiB beside the rest; the first fields
   * are told.
   */
  private static final int MAX_BAD_REQUEST_BYTES = 3_000;

  private final Ids ids;

  @Inject
  StatusMapper(Ids ids) {
    this.ids = ids;
  }

  /**
   * The status a call ends with.
   *
   * @param thrown what it failed with
   * @param method for the log
   */
  StatusRuntimeException map(Throwable thrown, String method) {
    var cause = unwrap(thrown);
    if (cause instanceof RpcException refusal) {
      return status(refusal.reason(), message(refusal), refusal.metadata(), refusal.badFields());
    } else if (cause instanceof EngineException engine) {
      return status(reasonOf(engine.kind()), messageFor(engine.kind()), Map.of(), List.of());
    } else if (cause instanceof StatusRuntimeException
        && cause.getCause() instanceof InvalidProtocolBufferException) {
      return map(RpcException.noMessage(), method); // thrown by gRPC's own reading of the request
    } else if (cause instanceof RejectedExecutionException) {
      return map(RpcException.busy(), method);
    }
    return incident(cause, method);
  }

  private StatusRuntimeException incident(Throwable thrown, String method) {
    var incident = ids.next().toString();
    log.error("event=incident incident={} method={}", incident, method, thrown);
    return status(
        Reason.INTERNAL,
        "This is a bug in the head node: its log tells more under incident " + incident + ".",
        Map.of("incident", incident),
        List.of());
  }

  /** What a stage or a thread has put around it says nothing. */
  private static Throwable unwrap(Throwable thrown) {
    var cause = thrown.getCause();
    return (thrown instanceof CompletionException || thrown instanceof ExecutionException)
            && cause != null
        ? unwrap(cause)
        : thrown;
  }

  private static Reason reasonOf(EngineException.Kind kind) {
    return switch (kind) {
      case NOT_READY -> Reason.HEAD_NOT_READY;
      case QUEUE_FULL -> Reason.QUEUE_FULL;
      case LOG_UNWRITABLE -> Reason.LOG_UNWRITABLE;
      case OUTCOME_UNKNOWN -> Reason.OUTCOME_UNKNOWN;
    };
  }

  private static String messageFor(EngineException.Kind kind) {
    return switch (kind) {
      case NOT_READY -> message(RpcException.headNotReady());
      case QUEUE_FULL ->
          "Too many requests wait already: nothing was changed, try again after a pause.";
      case LOG_UNWRITABLE ->
          "The head node cannot write its log and is read-only until it can: nothing was changed;"
              + " look at its disk and try again.";
      case OUTCOME_UNKNOWN ->
          "Whether the change became durable is not known: repeat it with the same request id"
              + " only.";
    };
  }

  private static String message(RpcException refusal) {
    var message = refusal.getMessage();
    return message == null ? refusal.reason().name() : message;
  }

  private static Status.Code codeOf(Reason reason) {
    return switch (reason) { // exhaustive on purpose: a new reason must pick its code
      case INVALID_FIELD, EMPTY_SELECTOR -> Status.Code.INVALID_ARGUMENT;
      case NOT_SUPPORTED -> Status.Code.UNIMPLEMENTED;
      case JOB_NOT_FOUND, TASK_NOT_FOUND, NODE_NOT_FOUND, PARAMETER_NOT_FOUND ->
          Status.Code.NOT_FOUND;
      case TASK_ALREADY_ENDED, JOB_ALREADY_ENDED, JOB_NOT_CONFIGURING, NODE_STATE, NEVER_FITS ->
          Status.Code.FAILED_PRECONDITION;
      case REQUEST_ID_REUSED -> Status.Code.ALREADY_EXISTS;
      case QUEUE_FULL, LOG_UNWRITABLE, WATCHER_TOO_SLOW -> Status.Code.RESOURCE_EXHAUSTED;
      case HEAD_NOT_READY, OUTCOME_UNKNOWN -> Status.Code.UNAVAILABLE;
      case EVENTS_GONE -> Status.Code.OUT_OF_RANGE;
      case DENIED -> Status.Code.PERMISSION_DENIED;
      case INTERNAL -> Status.Code.INTERNAL;
    };
  }

  private static StatusRuntimeException status(
      Reason reason, String message, Map<String, String> metadata, List<BadField> badFields) {
    var info = ErrorInfo.newBuilder().setReason(reason.name()).setDomain(DOMAIN);
    metadata.forEach((name, value) -> info.putMetadata(name, Text.brief(value)));
    var status =
        com.google.rpc.Status.newBuilder()
            .setCode(codeOf(reason).value())
            .setMessage(message)
            .addDetails(Any.pack(info.build()));
    if (!badFields.isEmpty()) {
      status.addDetails(Any.pack(badRequest(badFields)));
    }
    return StatusProto.toStatusRuntimeException(status.build());
  }

  private static BadRequest badRequest(List<BadField> badFields) {
    var request = BadRequest.newBuilder();
    var bytes = 0;
    for (var field : badFields) {
      var violation =
          BadRequest.FieldViolation.newBuilder()
              .setField(Text.brief(field.path()))
              .setDescription(Text.brief(field.description()))
              .build();
      bytes += violation.getSerializedSize();
      if (bytes > MAX_BAD_REQUEST_BYTES) {
        break;
      }
      request.addFieldViolations(violation);
    }
    return request.build();
  }
}
