package io.reeve.cli;

import io.reeve.client.model.Cancellation;

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
      text.append(", by force");
    }
    if (!cancel.message().isEmpty()) {
      text.append(", because: ").append(cancel.message());
    }
    return text.toString();
  }
}
