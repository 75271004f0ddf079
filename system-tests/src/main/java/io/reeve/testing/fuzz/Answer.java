package io.reeve.testing.fuzz;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.reeve.proto.v1.ErrorReason;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a call ended.
 *
 * @param input the call
 * @param status with what
 * @param trailers what came with it
 * @param late whether the caller's patience ended it
 */
record Answer(Input input, Status status, Metadata trailers, boolean late) {
  private static final Set<Status.Code> NEVER =
      EnumSet.of(Status.Code.UNKNOWN, Status.Code.INTERNAL, Status.Code.DATA_LOSS);

  /** In bytes: {@code limits.message-bytes} of the head node. */
  private static final int LARGEST = 4 << 20;

  private static final String PREFIX = "ERROR_REASON_";

  /** What is wrong with it; empty when it is clean. */
  Optional<String> fault() {
    if (late) {
      return input.rpc().isLong() || input.hangUp()
          ? Optional.empty()
          : Optional.of("no answer in " + input.rpc().patience());
    } else if (NEVER.contains(status.getCode())) {
      return Optional.of(status.toString());
    }
    return status.isOk() || !input.rpc().isPublicApi() || isTooLarge()
        ? Optional.empty()
        : faultOfError();
  }

  /** The transport refuses it before anybody can say more. */
  private boolean isTooLarge() {
    return status.getCode() == Status.Code.RESOURCE_EXHAUSTED
        && input.messages().stream().anyMatch(message -> message.length > LARGEST);
  }

  private Optional<String> faultOfError() {
    var details = StatusProto.fromStatusAndTrailers(status, trailers).getDetailsList();
    var infos = details.stream().filter(detail -> detail.is(ErrorInfo.class)).toList();
    if (infos.size() != 1) {
      return Optional.of(infos.size() + " ErrorInfo with " + status);
    }
    try {
      var info = infos.get(0).unpack(ErrorInfo.class);
      return info.getDomain().equals("reeve") && isReason(info.getReason())
          ? Optional.empty()
          : Optional.of("not of the list: " + info.getDomain() + " " + info.getReason());
    } catch (InvalidProtocolBufferException e) {
      return Optional.of("an ErrorInfo that is none");
    }
  }

  private static boolean isReason(String name) {
    return List.of(ErrorReason.values()).stream()
        .anyMatch(reason -> reason.name().equals(PREFIX + name));
  }
}
