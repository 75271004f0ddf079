package io.reeve.agent.process;

/** Variables in the environment of every task by which its processes are found again. */
public final class Marks {
  /** The attempt: {@code JOB.TASK.SUBTASK.ATTEMPT}. */
  public static final String ATTEMPT = "REEVE_ATTEMPT";

  /** The data directory of the agent: a random name made when the directory was. */
  public static final String NODE = "REEVE_MARK";

  private Marks() {}
}
