package io.reeve.agent.core;

import java.time.Instant;
import java.util.Optional;

/**
 * A process that was seen, described for people.
 *
 * @param pid process id
 * @param state the kernel's letter, for example {@code D} for an uninterruptible wait; empty when
 *     not known
 * @param waitChannel where in the kernel it waits; empty when it does not, or that is not known
 * @param owner name of the user it runs as, or the number where there is no name
 * @param command its command line, at most {@link #MAX_COMMAND} characters; its name in brackets
 *     when it has none
 * @param startTime when it began; empty when not known
 */
public record Sighting(
    long pid,
    String state,
    String waitChannel,
    String owner,
    String command,
    Optional<Instant> startTime) {
  /** Longest command line told, in characters. */
  public static final int MAX_COMMAND = 200;
}
