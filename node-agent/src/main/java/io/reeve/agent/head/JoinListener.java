package io.reeve.agent.head;

/** Told of what becomes of the joins. Runner thread. */
@FunctionalInterface
public interface JoinListener {
  /** The head node took the agent in. */
  void joined();

  /**
   * The head node refuses this version of the agent, which somebody must mend. Told at each try.
   *
   * @param why what is wrong and what to do
   */
  default void refused(String why) {}
}
