package io.reeve.scheduler.nodes;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;

/**
 * Why the head node ends an agent's stream. The agent joins again after all of them but
 * INVALID_FIELD and AGENT_VERSION, which somebody must mend.
 */
final class StreamEnd extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** The reasons, as the agent sees them in ErrorInfo. */
  enum Reason {
    /** The agent sent what it may not send. */
    INVALID_FIELD(Status.Code.INVALID_ARGUMENT),
    /** A live agent of another instance has this name. */
    NODE_NAME_TAKEN(Status.Code.ALREADY_EXISTS),
    /** The versions do not fit. */
    AGENT_VERSION(Status.Code.FAILED_PRECONDITION),
    /** Not leading, or the join could not be logged. */
    HEAD_NOT_READY(Status.Code.UNAVAILABLE),
    /** More attempts, or longer paths, than one entry of the log can hold. */
    INVENTORY_TOO_LARGE(Status.Code.RESOURCE_EXHAUSTED),
    /** A newer stream of the same agent took over. */
    STREAM_REPLACED(Status.Code.ABORTED),
    /**
     * Something the agent said was lost here, or the node was declared lost: it is to say
     * everything again.
     */
    REJOIN(Status.Code.UNAVAILABLE);

    private final Status.Code code;

    Reason(Status.Code code) {
      this.code = code;
    }
  }

  StreamEnd(Reason reason, String message) {
    super(message, null, false, false); // an answer, not a fault: no trace
    this.reason = reason;
  }

  static StreamEnd invalid(String field, String description) {
    return new StreamEnd(Reason.INVALID_FIELD, field + ": " + description);
  }

  Reason reason() {
    return reason;
  }

  StatusRuntimeException toStatus() {
    var info = ErrorInfo.newBuilder().setDomain("reeve").setReason(reason.name()).build();
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(reason.code.value())
            .setMessage(String.valueOf(getMessage()))
            .addDetails(Any.pack(info))
            .build());
  }
}
