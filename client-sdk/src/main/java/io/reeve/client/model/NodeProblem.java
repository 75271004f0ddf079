package io.reeve.client.model;

import java.time.Instant;
import java.util.Optional;

/**
 * Something about a node that somebody should mend.
 *
 * @param kind what kind
 * @param message in words, with the path concerned
 * @param sinceTime since when, by the node's clock
 */
public record NodeProblem(Kind kind, String message, Optional<Instant> sinceTime) {
  /** What kind of problem. */
  public enum Kind {
    /** The agent cannot write to its data directory: nothing new is started. */
    DISK,
    /** The files of an attempt are damaged and were set aside; the rest works. */
    CORRUPT_ATTEMPT,
    /** Not known to this version. */
    UNKNOWN
  }
}
