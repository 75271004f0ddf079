package io.reeve.cli;

import io.reeve.client.model.Cancellation;
import java.time.Instant;
import java.util.Optional;

/** Tells an accepted cancel. */
final class CancellationStory {
  private CancellationStory() {}

  static String words(Cancellation cancel) {
    StringBuilder text =
        new StringBuilder("asked by " + Words.orDash(cancel.requestedBy()))
            .append(", accepted ")
            .append(Words.exact(cancel.acceptTime()));
    cancel.gracePeriod().ifPresent(grace -> text.append(", grace ").append(Words.span(grace)));
    cancel.deadline().ifPresent(at -> text.append(", deadline ").append(Words.exact(at)));
    if (cancel.force()) {
      text.append(forced(cancel.forcedBy(), cancel.forcedTime(), cancel.acceptTime()));
    }
    if (!cancel.message().isEmpty()) {
      text.append(", because: ").append(cancel.message());
    }
    return text.toString();
  }

  /** Says who forced an end, and when, unless the request itself was with force. */
  static String forced(String by, Optional<Instant> time, Instant accepted) {
    return time.filter(at -> !at.equals(accepted))
        .map(at -> ", forced by " + Words.orDash(by) + " " + Words.exact(at))
        .orElse(", by force");
  }
}
