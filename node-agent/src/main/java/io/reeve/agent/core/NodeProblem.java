package io.reeve.agent.core;

import java.time.Instant;

/**
 * Something about the node that somebody should mend.
 *
 * @param kind what kind
 * @param message in words, with the path concerned
 * @param since since when
 */
public record NodeProblem(Kind kind, String message, Instant since) {
  /** What kind. Same names as on the wire. */
  public enum Kind {
    /** The data directory cannot be written to: nothing new is started. */
    DISK,
    /** The directory of an attempt cannot be understood, and was set aside. */
    CORRUPT_ATTEMPT
  }
}
