package io.reeve.client;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A call that did not do what it was asked. The subclass says what kind of failure it is, {@link
 * #reason} says it exactly; the message is for people and may change.
 */
public abstract sealed class ReeveException extends RuntimeException
    permits BadRequestException,
        CallCanceledException,
        EventsGoneException,
        NotFoundException,
        RefusedException,
        ServerBusyException,
        ServerFaultException,
        TimedOutException,
        UnreachableException {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  ReeveException(Failure failure, @Nullable Throwable cause) {
    super(failure.message(), cause);
    this.failure = failure;
  }

  /** Why, as the scheduler named it. */
  public ErrorReason reason() {
    return failure.reason();
  }

  /** The variables of the message, such as {@code task} and {@code state}. */
  public Map<String, String> metadata() {
    return failure.metadata();
  }

  /** Every field the scheduler refused; empty unless the request was malformed. */
  public List<FieldViolation> fieldViolations() {
    return failure.fieldViolations();
  }

  /**
   * Whether the same call may be sent again later and then succeed. A mutation must be repeated
   * with the same {@link #requestId}.
   */
  public boolean retryable() {
    return failure.retryable();
  }

  /** The request id of a mutation: repeating it with this id never does it twice. */
  public Optional<UUID> requestId() {
    return failure.requestId();
  }

  Failure failure() {
    return failure;
  }
}
