package io.reeve.agent.core;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the head node asks to run, as the runner needs it.
 *
 * @param id the attempt
 * @param taskName for people; may be empty
 * @param command the program and its arguments; never empty
 * @param env the task's own variables
 * @param workDir absolute; empty for a fresh directory
 * @param stdin file for standard input; empty for /dev/null
 * @param stdout file for standard output; empty for one of the agent's own
 * @param stderr as {@code stdout}
 * @param cores cores reserved, at least 1
 * @param timeLimit how long the program may run
 * @param rerunnable for the environment
 * @param stopSignal the polite signal
 * @param jobName for the environment
 * @param owner for the environment
 * @param retryCount for the environment
 * @param grace the grace period for ends nobody asked for
 */
public record StartOrder(
    AttemptId id,
    String taskName,
    List<String> command,
    Map<String, String> env,
    String workDir,
    String stdin,
    String stdout,
    String stderr,
    int cores,
    Optional<Duration> timeLimit,
    boolean rerunnable,
    StopSignal stopSignal,
    String jobName,
    String owner,
    int retryCount,
    Duration grace) {

  /** Checks that there is something to run and that no string could be cut short by the kernel. */
  public StartOrder {
    command = List.copyOf(command);
    env = Map.copyOf(env);
    if (command.isEmpty() || command.get(0).isEmpty()) {
      throw new IllegalArgumentException("no command");
    }
    if (command.stream().anyMatch(StartOrder::hasNul)
        || env.values().stream().anyMatch(StartOrder::hasNul)
        || env.keySet().stream().anyMatch(StartOrder::badName)) {
      throw new IllegalArgumentException("NUL in the command or environment, or a bad name");
    }
    if (hasNul(workDir) || hasNul(stdin) || hasNul(stdout) || hasNul(stderr)) {
      throw new IllegalArgumentException("NUL in a path");
    }
    if (!workDir.isEmpty() && !workDir.startsWith("/")) {
      throw new IllegalArgumentException("the working directory is not absolute");
    }
  }

  /** How what the program leaves behind is ended. */
  public StopRequest endOfLeftBehind() {
    return StopRequest.own(Cause.EXITED, "left behind by the program", grace);
  }

  /** How the program is ended when its time is over. */
  public StopRequest endOverTime() {
    String limit = timeLimit.map(Duration::toString).orElse("");
    return StopRequest.own(Cause.TIME_LIMIT, "time limit " + limit, grace);
  }

  /**
   * How the program is ended when the node may run nothing any more.
   *
   * @param longest what is left for that
   */
  public StopRequest endWithoutLease(Duration longest) {
    Duration most = grace.compareTo(longest) < 0 ? grace : longest;
    return StopRequest.own(Cause.NODE_LOST, StopRequest.LEASE_RAN_OUT, most);
  }

  private static boolean badName(String name) {
    return name.isEmpty() || name.indexOf('=') >= 0 || hasNul(name);
  }

  private static boolean hasNul(String text) {
    return text.indexOf('\0') >= 0;
  }
}
