package io.reeve.client;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What is known of a failed call, free of gRPC. */
record Failure(
    String message,
    ErrorReason reason,
    Map<String, String> metadata,
    List<FieldViolation> fieldViolations,
    boolean retryable,
    Optional<UUID> requestId) {
  Failure {
    metadata = Map.copyOf(metadata);
    fieldViolations = List.copyOf(fieldViolations);
  }

  static Failure local(String message) {
    return new Failure(message, ErrorReason.UNKNOWN, Map.of(), List.of(), false, Optional.empty());
  }

  Failure withRequestId(Optional<UUID> id) {
    return new Failure(message, reason, metadata, fieldViolations, retryable, id);
  }
}
