package io.reeve.scheduler.core.node;

import io.reeve.scheduler.core.task.Sighting;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node's agent said last of the node itself. Of the moment: no part of the state.
 *
 * @param problems what somebody should mend
 * @param orphans processes that the agent has no record of, oldest first
 * @param staleOrders orders that the agent refused because of their older term
 * @param stopping whether the agent starts nothing any more, because it ends with its tasks
 */
public record NodeCondition(
    List<Problem> problems, List<Orphan> orphans, long staleOrders, boolean stopping) {
  /** Nothing was said. */
  public static final NodeCondition UNKNOWN = new NodeCondition(List.of(), List.of(), 0, false);

  public NodeCondition {
    problems = List.copyOf(problems);
    orphans = List.copyOf(orphans);
  }

  /** What a problem is about. */
  public enum Kind {
    /** The agent cannot write to its data directory. */
    DISK,
    /** The files of an attempt are damaged. */
    CORRUPT_ATTEMPT,
    /** Something that this version does not know. */
    OTHER
  }

  /**
   * A problem.
   *
   * @param kind what it is about
   * @param message in words
   * @param since since when, by the node's clock; absent when not known
   */
  public record Problem(Kind kind, String message, @Nullable Instant since) {}

  /**
   * Processes of an attempt that the agent has no record of.
   *
   * @param attempt the attempt, in the words of the agent; may be empty
   * @param processes the first of them
   * @param total how many there are, or were
   * @param foundAt when they were found
   * @param goneAt when they were seen gone; absent while they are there
   * @param reaped whether the agent ends them
   */
  public record Orphan(
      String attempt,
      List<Sighting> processes,
      int total,
      Instant foundAt,
      @Nullable Instant goneAt,
      boolean reaped) {
    public Orphan {
      processes = List.copyOf(processes);
    }
  }

  /** How many orphans are still there. */
  public int orphansPresent() {
    return (int) orphans.stream().filter(orphan -> orphan.goneAt() == null).count();
  }

  /** Why nothing new may be given to the node; empty when something may. */
  public String whyNoWork() {
    if (stopping) {
      return "its agent is being stopped";
    }
    return problems.stream().anyMatch(problem -> problem.kind() == Kind.DISK)
        ? "its agent cannot write to its disk"
        : "";
  }
}
