package io.reeve.testing.faults;

import java.time.Instant;

/**
 * A process of an attempt, as it was seen alive; zombies do not count.
 *
 * @param attempt the attempt
 * @param pid its process id
 * @param startTicks its start time as the kernel gives it; together with the pid it names one
 *     process
 * @param firstSeen before this time it was not seen; it was alive then or a moment later
 * @param lastSeen it was alive at this time or later
 * @param command what it was, for people
 */
public record Sighting(
    AttemptKey attempt,
    long pid,
    long startTicks,
    Instant firstSeen,
    Instant lastSeen,
    String command) {
  Sighting seenAgain(Instant now) {
    return new Sighting(attempt, pid, startTicks, firstSeen, now, command);
  }
}
