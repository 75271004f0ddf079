package io.reeve.scheduler.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * How a call was refused. Every error has exactly one ErrorInfo of our domain and a message for
 * people.
 *
 * @param code the gRPC code
 * @param reason of the ErrorInfo
 * @param metadata of the ErrorInfo
 * @param fields paths in the BadRequest; empty without one
 */
record Refused(Status.Code code, String reason, Map<String, String> metadata, List<String> fields) {

  static Refused by(ThrowingCallable call) {
    return of(catchThrowableOfType(StatusRuntimeException.class, call));
  }

  static Refused of(Throwable thrown) {
    assertThat(thrown).as("what the call failed with").isNotNull();
    var status = StatusProto.fromThrowable(thrown);
    assertThat(status).as("details of " + thrown).isNotNull();
    assertThat(status.getMessage()).as("message").isNotBlank();
    var infos =
        status.getDetailsList().stream().filter(detail -> detail.is(ErrorInfo.class)).toList();
    assertThat(infos).as("ErrorInfo").hasSize(1);
    try {
      var info = infos.get(0).unpack(ErrorInfo.class);
      assertThat(info.getDomain()).isEqualTo("reeve");
      return new Refused(
          Status.fromThrowable(thrown).getCode(),
          info.getReason(),
          info.getMetadataMap(),
          badFields(status));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> badFields(com.google.rpc.Status status)
      throws InvalidProtocolBufferException {
    for (var detail : status.getDetailsList()) {
      if (detail.is(BadRequest.class)) {
        return detail.unpack(BadRequest.class).getFieldViolationsList().stream()
            .peek(violation -> assertThat(violation.getDescription()).isNotBlank())
            .map(BadRequest.FieldViolation::getField)
            .toList();
      }
    }
    return List.of();
  }

  Refused is(Status.Code expectedCode, String expectedReason) {
    assertThat(reason).isEqualTo(expectedReason);
    assertThat(code).isEqualTo(expectedCode);
    return this;
  }

  /** Malformed in exactly these fields. */
  void isInvalid(String... paths) {
    is(Status.Code.INVALID_ARGUMENT, "INVALID_FIELD");
    assertThat(fields).containsExactlyInAnyOrder(paths);
  }

  Refused with(String name, String value) {
    assertThat(metadata).containsEntry(name, value);
    return this;
  }
}
