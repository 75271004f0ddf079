package io.reeve.scheduler.engine;

/**
 * The engine's limits.
 *
 * @param waitingCommands how many commands may wait to be logged; beyond, clients get QUEUE_FULL
 * @param waitingReads how many questions may wait for the engine thread; beyond, clients get
 *     QUEUE_FULL
 * @param awaitedThings how many tasks and jobs may be awaited, all waits together; beyond, clients
 *     get QUEUE_FULL
 * @param heldEvents how many events are held for watchers
 * @param maxBatchBytes the largest entry that the log takes
 */
public record EngineSettings(
    int waitingCommands, int waitingReads, int awaitedThings, int heldEvents, int maxBatchBytes) {
  /** How many commands go into one entry at most. */
  static final int MAX_BATCH_COMMANDS = 256;

  /**
   * How many entries may be on their way into the log. Few, because a long uncommitted tail is what
   * makes Ratis slow to recover from a killed leader.
   */
  static final int MAX_ENTRIES_IN_FLIGHT = 4;

  /** How many assignments the planner proposes in one command. */
  static final int MAX_PROPOSALS = 256;

  public EngineSettings {
    requirePositive(waitingCommands, "waitingCommands");
    requirePositive(waitingReads, "waitingReads");
    requirePositive(awaitedThings, "awaitedThings");
    requirePositive(heldEvents, "heldEvents");
    requirePositive(maxBatchBytes, "maxBatchBytes");
  }

  private static void requirePositive(int value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is " + value + ", not positive");
    }
  }
}
