package io.reeve.agent.runner;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.EndReport;
import io.reeve.agent.core.StartOrder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the agent keeps on disk: which attempts it accepted, final reports until they are
 * acknowledged, and tombstones of attempts that must not start. Calls return at once; what was
 * asked for is durable when the callback comes, which may be on any thread.
 */
public interface Journal {
  /**
   * Remembers that an attempt was accepted.
   *
   * @param prepare run before it is written, by the journal's own thread
   * @param done gets nothing when durable, or why it failed; nothing is remembered then
   */
  void accept(StartOrder order, DiskStep prepare, Consumer<Optional<IOException>> done);

  /** Remembers a final report. Tried until the disk takes it. */
  void ended(EndReport report, Runnable durable);

  /**
   * Forgets acknowledged reports, but for the attempts' numbers.
   *
   * @param cleanup run some time later by the journal's own thread
   */
  void forget(AttemptId id, DiskStep cleanup);

  /**
   * Whether this attempt was here and is over and acknowledged: it must not start again. Runner
   * thread only.
   */
  boolean isPast(AttemptId id);

  /** Attempts accepted and not ended, as found at the start. */
  List<Accepted> accepted();

  /** Reports not acknowledged, as found at the start. */
  List<EndReport> unacknowledged();

  /**
   * An attempt found at the start.
   *
   * @param order what was to run
   * @param bootId the boot it was accepted in
   */
  record Accepted(StartOrder order, String bootId) {}

  /** Work that waits for the disk. */
  @FunctionalInterface
  interface DiskStep {
    /** Does it. */
    void run() throws IOException;
  }
}
