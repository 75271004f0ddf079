package io.reeve.client;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Map;

/** Errors as a head node sends them. */
final class TestErrors {
  private TestErrors() {}

  static StatusRuntimeException of(
      Status.Code code, String reason, Map<String, String> metadata, Message... more) {
    com.google.rpc.Status.Builder status =
        com.google.rpc.Status.newBuilder().setCode(code.value()).setMessage("text that may change");
    status.addDetails(
        Any.pack(
            ErrorInfo.newBuilder()
                .setDomain("reeve")
                .setReason(reason)
                .putAllMetadata(metadata)
                .build()));
    for (Message detail : more) {
      status.addDetails(Any.pack(detail));
    }
    return StatusProto.toStatusRuntimeException(status.build());
  }

  static StatusRuntimeException unavailable() {
    return of(Status.Code.UNAVAILABLE, "HEAD_NOT_READY", Map.of());
  }
}
