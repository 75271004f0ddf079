package io.reeve.scheduler.rpc.error;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.util.Optional;

/** Reads what {@link StatusMapper} wrote. */
public final class ErrorDetails {
  private ErrorDetails() {}

  /** The reason a call ended with; empty when it succeeded, and when gRPC itself ended it. */
  public static Optional<String> reason(Status status, Metadata trailers) {
    var details = StatusProto.fromStatusAndTrailers(status, trailers);
    return status.isOk() || details == null
        ? Optional.empty()
        : details.getDetailsList().stream()
            .filter(detail -> detail.is(ErrorInfo.class))
            .findFirst()
            .flatMap(
                detail -> {
                  try {
                    return Optional.of(detail.unpack(ErrorInfo.class).getReason());
                  } catch (InvalidProtocolBufferException e) {
                    return Optional.empty();
                  }
                });
  }
}
