package io.reeve.client.model;

import java.time.Instant;
import java.util.Optional;

/**
 * One reason why a task is where it is.
 *
 * @param reason what stands in the way
 * @param text in words
 * @param untilTime when this reason will be gone at the latest; empty: nobody can say
 * @param residue the processes that a kill has not ended; only with {@link Reason#RESIDUE}
 */
public record Explanation(
    Reason reason, String text, Optional<Instant> untilTime, Optional<Residue> residue) {
  /** What stands in the way. */
  public enum Reason {
    /** A reason that this version of the client does not know; the text says which. */
    UNKNOWN,
    /** Its job was not submitted yet. */
    NOT_SUBMITTED,
    /** It waits for a place; the text says for which and why. */
    WAITS_FOR_RESOURCES,
    /** Its start was ordered and not confirmed by the node yet. */
    WAITS_FOR_START,
    /** It was asked to end and has its grace period, until it is killed. */
    GRACE_PERIOD,
    /** It was killed, and its end is not proven yet. */
    BEING_KILLED,
    /** The kill has not ended all of its processes in time. */
    RESIDUE,
    /** Its node is silent; until it is surely dead by the lease. */
    NODE_SILENT,
    /** Its program ended by itself; what it left behind is being ended. */
    LEFT_BEHIND
  }
}
