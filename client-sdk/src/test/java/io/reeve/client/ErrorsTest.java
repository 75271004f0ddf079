package io.reeve.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.BadRequest;
import io.grpc.Status;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ErrorsTest {
  @ParameterizedTest
  @CsvSource({
    "NOT_FOUND, TASK_NOT_FOUND, NotFoundException, false",
    "FAILED_PRECONDITION, TASK_ALREADY_ENDED, RefusedException, false",
    "ALREADY_EXISTS, REQUEST_ID_REUSED, RefusedException, false",
    "UNIMPLEMENTED, NOT_SUPPORTED, RefusedException, false",
    "PERMISSION_DENIED, DENIED, RefusedException, false",
    "INVALID_ARGUMENT, EMPTY_SELECTOR, BadRequestException, false",
    "RESOURCE_EXHAUSTED, QUEUE_FULL, ServerBusyException, true",
    "RESOURCE_EXHAUSTED, LOG_UNWRITABLE, ServerBusyException, true",
    "UNAVAILABLE, HEAD_NOT_READY, UnreachableException, true",
    "UNAVAILABLE, OUTCOME_UNKNOWN, UnreachableException, true",
    "OUT_OF_RANGE, EVENTS_GONE, EventsGoneException, false",
    "INTERNAL, INTERNAL, ServerFaultException, false",
  })
  void everyReason_hasItsException(
      Status.Code code, ErrorReason reason, String type, boolean retryable) {
    ReeveException error =
        Errors.from(TestErrors.of(code, reason.name(), Map.of("task", "1.2")), Optional.empty());
    assertThat(error.getClass().getSimpleName()).isEqualTo(type);
    assertThat(error.reason()).isEqualTo(reason);
    assertThat(error.metadata()).containsEntry("task", "1.2");
    assertThat(error.retryable()).isEqualTo(retryable);
    assertThat(Errors.again(error)).hasSameClassAs(error).hasCause(error);
  }

  @Test
  void reasons_areThoseOfTheApi() {
    List<String> api =
        Arrays.stream(io.reeve.proto.v1.ErrorReason.values())
            .map(Enum::name)
            .filter(name -> !name.equals("UNRECOGNIZED"))
            .map(name -> name.substring("ERROR_REASON_".length()))
            .map(name -> name.equals("UNSPECIFIED") ? "UNKNOWN" : name)
            .toList();
    assertThat(Arrays.stream(ErrorReason.values()).map(Enum::name)).containsExactlyElementsOf(api);
  }

  @Test
  void malformedRequest_listsEveryField() {
    BadRequest detail =
        BadRequest.newBuilder()
            .addFieldViolations(violation("tasks[0].command", "is empty"))
            .addFieldViolations(violation("job.priority", "is above 4000"))
            .build();
    ReeveException error =
        Errors.from(
            TestErrors.of(Status.Code.INVALID_ARGUMENT, "INVALID_FIELD", Map.of(), detail),
            Optional.empty());
    assertThat(error.fieldViolations())
        .containsExactly(
            new FieldViolation("tasks[0].command", "is empty"),
            new FieldViolation("job.priority", "is above 4000"));
  }

  @Test
  void eventsGone_tellsWhatIsHeld() {
    ReeveException error =
        Errors.from(
            TestErrors.of(
                Status.Code.OUT_OF_RANGE, "EVENTS_GONE", Map.of("oldest", "7", "newest", "x")),
            Optional.empty());
    assertThat(error)
        .isInstanceOfSatisfying(
            EventsGoneException.class,
            gone -> {
              assertThat(gone.oldest()).isEqualTo(OptionalLong.of(7));
              assertThat(gone.newest()).isEmpty();
            });
  }

  @Test
  void unknownReasonOrNone_isUnknown() {
    assertThat(
            Errors.from(
                    TestErrors.of(Status.Code.NOT_FOUND, "MOON_NOT_FOUND", Map.of()),
                    Optional.empty())
                .reason())
        .isEqualTo(ErrorReason.UNKNOWN);
    ReeveException plain =
        Errors.from(Status.RESOURCE_EXHAUSTED.asRuntimeException(), Optional.empty());
    assertThat(plain.reason()).isEqualTo(ErrorReason.UNKNOWN);
    assertThat(plain.retryable()).isFalse();
  }

  @Test
  void everyCode_hasAnException() {
    for (Status.Code code : Status.Code.values()) {
      assertThat(Errors.from(Status.fromCode(code).asRuntimeException(), Optional.empty()))
          .isNotNull();
    }
  }

  private static BadRequest.FieldViolation violation(String field, String description) {
    return BadRequest.FieldViolation.newBuilder()
        .setField(field)
        .setDescription(description)
        .build();
  }
}
