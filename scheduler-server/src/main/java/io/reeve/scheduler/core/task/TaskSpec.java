package io.reeve.scheduler.core.task;

import io.reeve.scheduler.core.Resources;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What to run. Checked at the rim, never changed afterwards.
 *
 * @param name for people; may be empty
 * @param command program and arguments, not empty
 * @param env variables on top of the node's basic ones
 * @param workDir absolute path on the node; empty means a fresh directory
 * @param stdin path on the node; empty means no input
 * @param stdout path on the node; empty means a file in the attempt's directory
 * @param stderr path on the node; empty means a file in the attempt's directory
 * @param resources what it occupies
 * @param grace time to stop by itself after a cancel; absent means the job's
 * @param timeLimit longest run; absent means none
 * @param rerunnable whether it may be started again after a system error
 * @param validExitCodes success; empty means 0 only
 * @param stopSignal the polite signal, for example {@code SIGTERM}
 */
public record TaskSpec(
    String name,
    List<String> command,
    SortedMap<String, String> env,
    String workDir,
    String stdin,
    String stdout,
    String stderr,
    Resources resources,
    @Nullable Duration grace,
    @Nullable Duration timeLimit,
    boolean rerunnable,
    List<ExitCodeRange> validExitCodes,
    String stopSignal) {
  /** The polite signal of a task that names none. */
  public static final String DEFAULT_STOP_SIGNAL = "SIGTERM";

  private static final SortedMap<String, String> NO_ENV =
      Collections.unmodifiableSortedMap(new TreeMap<>());

  public TaskSpec {
    if (command.isEmpty()) {
      throw new IllegalArgumentException("empty command");
    }
    command = List.copyOf(command);
    env = env.isEmpty() ? NO_ENV : Collections.unmodifiableSortedMap(new TreeMap<>(env));
    validExitCodes = List.copyOf(validExitCodes);
  }

  /** A task with nothing but a command, on one core. */
  public static TaskSpec ofCommand(String... command) {
    return new TaskSpec(
        "",
        List.of(command),
        NO_ENV,
        "",
        "",
        "",
        "",
        Resources.ONE_CORE,
        null,
        null,
        true,
        List.of(),
        DEFAULT_STOP_SIGNAL);
  }

  /** The same with other resources. */
  public TaskSpec withResources(Resources other) {
    return new TaskSpec(
        name,
        command,
        env,
        workDir,
        stdin,
        stdout,
        stderr,
        other,
        grace,
        timeLimit,
        rerunnable,
        validExitCodes,
        stopSignal);
  }

  /** The same with another grace period. */
  public TaskSpec withGrace(@Nullable Duration other) {
    return new TaskSpec(
        name,
        command,
        env,
        workDir,
        stdin,
        stdout,
        stderr,
        resources,
        other,
        timeLimit,
        rerunnable,
        validExitCodes,
        stopSignal);
  }

  /** The same, rerunnable or not. */
  public TaskSpec withRerunnable(boolean other) {
    return new TaskSpec(
        name,
        command,
        env,
        workDir,
        stdin,
        stdout,
        stderr,
        resources,
        grace,
        timeLimit,
        other,
        validExitCodes,
        stopSignal);
  }

  /** Whether this evidence counts as success. */
  public boolean isSuccess(ExitEvidence exit) {
    if (!(exit instanceof ExitEvidence.Exited exited)) {
      return false;
    }
    return validExitCodes.isEmpty()
        ? exited.code() == 0
        : validExitCodes.stream().anyMatch(range -> range.contains(exited.code()));
  }
}
