package io.reeve.scheduler.core.node;

import io.reeve.scheduler.core.task.AttemptId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that a joining node knows of.
 *
 * @param attempt which
 * @param stage where it stands there
 * @param pid process id of the program; 0 when it was not executed
 * @param startedAt when it was executed; absent when it was not
 * @param stdout where standard output goes; may be empty
 * @param stderr where standard error goes; may be empty
 */
public record InventoryItem(
    AttemptId attempt,
    Stage stage,
    long pid,
    @Nullable Instant startedAt,
    String stdout,
    String stderr) {
  /** Where an attempt stands on its node. */
  public enum Stage {
    /** Accepted, not executed yet. */
    STARTING,
    /** The program runs. */
    RUNNING,
    /** Being ended. */
    ENDING,
    /** Over; the report follows. */
    ENDED
  }
}
