package io.reeve.agent.runner;

import io.reeve.agent.core.AttemptId;
import java.time.Instant;
import java.util.Optional;

/**
 * An attempt the node knows of.
 *
 * @param id the attempt
 * @param state where it stands
 * @param pid of the program; 0 when it was not executed yet
 * @param startTime when it was
 * @param stdout path of standard output
 * @param stderr path of standard error
 */
public record InventoryEntry(
    AttemptId id,
    State state,
    long pid,
    Optional<Instant> startTime,
    String stdout,
    String stderr) {

  /** Where an attempt stands. Same names as on the wire. */
  public enum State {
    /** Accepted, not executed yet. */
    STARTING,
    /** The program runs. */
    RUNNING,
    /** The program ended or a stop is under way; processes are there. */
    ENDING,
    /** Over; the report waits for its acknowledgement. */
    ENDED
  }
}
