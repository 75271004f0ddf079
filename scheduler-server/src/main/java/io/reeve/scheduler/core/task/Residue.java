package io.reeve.scheduler.core.task;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a kill has not ended within the kill timeout of the agent.
 *
 * @param processes the first of them, at most {@link #MAX_PROCESSES}
 * @param total how many there are
 * @param since when it was first seen that they do not go, by the node's clock
 */
public record Residue(List<Survivor> processes, int total, Instant since) {
  /** Most processes that are kept. */
  public static final int MAX_PROCESSES = 100;

  public Residue {
    processes = List.copyOf(processes);
  }

  /** The same, when it goes on from an earlier one: that began it. */
  Residue goingOnFrom(@Nullable Residue earlier) {
    return earlier != null && earlier.since.isBefore(since)
        ? new Residue(processes, total, earlier.since)
        : this;
  }

  /**
   * One process, as its node saw it last.
   *
   * @param pid process id
   * @param state the kernel's letter; empty when not known
   * @param waitChannel where in the kernel it waits; empty when not known
   * @param owner whose it is; empty when not known
   * @param command its command line
   * @param startedAt when it began, by the node's clock; absent when not known
   */
  public record Survivor(
      long pid,
      String state,
      String waitChannel,
      String owner,
      String command,
      @Nullable Instant startedAt) {}
}
