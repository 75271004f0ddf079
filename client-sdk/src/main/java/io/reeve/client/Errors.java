package io.reeve.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Turns gRPC's failures into ours, by code and details, never by text. */
final class Errors {
  private static final String DOMAIN = "reeve";

  private Errors() {}

  static ReeveException from(StatusRuntimeException error, Optional<UUID> requestId) {
    Status.Code code = error.getStatus().getCode();
    Failure failure = failure(error, code).withRequestId(requestId);
    return create(code, failure, error);
  }

  /** The same failure with the stack of the calling thread, for blocking calls. */
  static ReeveException again(ReeveException first) {
    Failure failure = first.failure();
    if (first instanceof BadRequestException) {
      return new BadRequestException(failure, first);
    } else if (first instanceof CallCanceledException) {
      return new CallCanceledException(failure, first);
    } else if (first instanceof EventsGoneException) {
      return new EventsGoneException(failure, first);
    } else if (first instanceof NotFoundException) {
      return new NotFoundException(failure, first);
    } else if (first instanceof RefusedException) {
      return new RefusedException(failure, first);
    } else if (first instanceof ServerBusyException) {
      return new ServerBusyException(failure, first);
    } else if (first instanceof TimedOutException) {
      return new TimedOutException(failure, first);
    } else if (first instanceof UnreachableException) {
      return new UnreachableException(failure, first);
    }
    return new ServerFaultException(failure, first);
  }

  static ReeveException nonsense(RuntimeException why) {
    return new ServerFaultException(
        Failure.local("the scheduler's answer could not be understood: " + why.getMessage()), why);
  }

  private static ReeveException create(Status.Code code, Failure failure, Throwable cause) {
    return switch (code) {
      case NOT_FOUND -> new NotFoundException(failure, cause);
      case INVALID_ARGUMENT -> new BadRequestException(failure, cause);
      case OUT_OF_RANGE ->
          failure.reason() == ErrorReason.EVENTS_GONE
              ? new EventsGoneException(failure, cause)
              : new BadRequestException(failure, cause);
      case FAILED_PRECONDITION,
          ALREADY_EXISTS,
          ABORTED,
          UNIMPLEMENTED,
          PERMISSION_DENIED,
          UNAUTHENTICATED ->
          new RefusedException(failure, cause);
      case UNAVAILABLE -> new UnreachableException(failure, cause);
      case DEADLINE_EXCEEDED -> new TimedOutException(failure, cause);
      case RESOURCE_EXHAUSTED -> new ServerBusyException(failure, cause);
      case CANCELLED -> new CallCanceledException(failure, cause);
      case OK, UNKNOWN, INTERNAL, DATA_LOSS -> new ServerFaultException(failure, cause);
    };
  }

  private static Failure failure(StatusRuntimeException error, Status.Code code) {
    ErrorReason reason = ErrorReason.UNKNOWN;
    Map<String, String> metadata = Map.of();
    List<FieldViolation> violations = List.of();
    com.google.rpc.Status status = StatusProto.fromThrowable(error);
    if (status != null) {
      for (Any detail : status.getDetailsList()) {
        Optional<ErrorInfo> info = unpack(detail, ErrorInfo.class);
        if (info.isPresent() && info.get().getDomain().equals(DOMAIN)) {
          reason = ErrorReason.of(info.get().getReason());
          metadata = info.get().getMetadataMap();
        }
        violations = unpack(detail, BadRequest.class).map(Errors::violations).orElse(violations);
      }
    }
    boolean retryable =
        code == Status.Code.UNAVAILABLE
            || (code == Status.Code.RESOURCE_EXHAUSTED && reason != ErrorReason.UNKNOWN);
    return new Failure(
        message(error, code), reason, metadata, violations, retryable, Optional.empty());
  }

  private static String message(StatusRuntimeException error, Status.Code code) {
    String description = error.getStatus().getDescription();
    return description == null || description.isEmpty() ? code.name() : description;
  }

  private static List<FieldViolation> violations(BadRequest request) {
    return request.getFieldViolationsList().stream()
        .map(violation -> new FieldViolation(violation.getField(), violation.getDescription()))
        .toList();
  }

  private static <T extends com.google.protobuf.Message> Optional<T> unpack(
      Any detail, Class<T> type) {
    try {
      return detail.is(type) ? Optional.of(detail.unpack(type)) : Optional.empty();
    } catch (InvalidProtocolBufferException damaged) {
      return Optional.empty(); // a detail we cannot read tells as much as none
    }
  }
}
