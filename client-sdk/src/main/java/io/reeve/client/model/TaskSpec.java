package io.reeve.client.model;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to run. Ranges are checked by the scheduler, which names every field it refuses.
 *
 * @param name for people, at most 80 code points; may be empty
 * @param command the program and its arguments; no shell is involved
 * @param env environment variables on top of the node's basic ones
 * @param workDir absolute working directory on the node; empty: a fresh one of the attempt
 * @param stdinPath file on the node for standard input; empty: {@code /dev/null}
 * @param stdoutPath file on the node for standard output; empty: one in the attempt's directory
 * @param stderrPath file on the node for standard error; empty: one in the attempt's directory
 * @param resources what the task occupies; empty: one core
 * @param gracePeriod time to stop by itself after a cancel, zero to one hour; empty: the job's
 * @param timeLimit how long the program may run; empty: no limit
 * @param rerunnable whether it may be started again after a system error; empty: true
 * @param sweep makes the task parametric
 * @param validExitCodes exit codes that count as success; empty: 0 only
 * @param stopSignal the polite signal of a cancel; empty: {@code SIGTERM}
 */
public record TaskSpec(
    String name,
    List<String> command,
    Map<String, String> env,
    String workDir,
    String stdinPath,
    String stdoutPath,
    String stderrPath,
    Optional<Resources> resources,
    Optional<Duration> gracePeriod,
    Optional<Duration> timeLimit,
    Optional<Boolean> rerunnable,
    Optional<Sweep> sweep,
    List<ExitCodeRange> validExitCodes,
    String stopSignal) {
  /** Copies the collections. */
  public TaskSpec {
    command = List.copyOf(command);
    env = Map.copyOf(env);
    validExitCodes = List.copyOf(validExitCodes);
  }

  /** A task with every default that runs this program. */
  public static TaskSpec ofCommand(String... command) {
    return command(command).build();
  }

  /** Starts from the program and its arguments, one element each. */
  public static Builder command(String... command) {
    return command(List.of(command));
  }

  /** Starts from the program and its arguments, one element each. */
  public static Builder command(List<String> command) {
    return new Builder(command);
  }

  /** Collects what differs from the defaults. Not thread-safe. */
  public static final class Builder {
    private final List<String> command;
    private final Map<String, String> env = new LinkedHashMap<>();
    private String name = "";
    private String workDir = "";
    private String stdinPath = "";
    private String stdoutPath = "";
    private String stderrPath = "";
    private Optional<Resources> resources = Optional.empty();
    private Optional<Duration> gracePeriod = Optional.empty();
    private Optional<Duration> timeLimit = Optional.empty();
    private Optional<Boolean> rerunnable = Optional.empty();
    private Optional<Sweep> sweep = Optional.empty();
    private List<ExitCodeRange> validExitCodes = List.of();
    private String stopSignal = "";

    private Builder(List<String> command) {
      this.command = List.copyOf(command);
    }

    /** For people, at most 80 code points. */
    public Builder name(String value) {
      name = value;
      return this;
    }

    /** Adds one environment variable. {@code CCP_*} and {@code REEVE_*} are refused. */
    public Builder env(String key, String value) {
      env.put(key, value);
      return this;
    }

    /** Adds environment variables. */
    public Builder env(Map<String, String> values) {
      env.putAll(values);
      return this;
    }

    /** Absolute working directory on the node; must exist there. */
    public Builder workDir(String value) {
      workDir = value;
      return this;
    }

    /** File on the node for standard input. */
    public Builder stdin(String path) {
      stdinPath = path;
      return this;
    }

    /** File on the node for standard output, created or overwritten. */
    public Builder stdout(String path) {
      stdoutPath = path;
      return this;
    }

    /** File on the node for standard error; the path of standard output joins both. */
    public Builder stderr(String path) {
      stderrPath = path;
      return this;
    }

    /** What the task occupies while it runs. Default: one core. */
    public Builder resources(Resources value) {
      resources = Optional.of(value);
      return this;
    }

    /** That many cores and nothing else. */
    public Builder cores(int value) {
      return resources(Resources.ofCores(value));
    }

    /** Time to stop by itself after a cancel, zero (kill at once) to one hour. */
    public Builder gracePeriod(Duration value) {
      gracePeriod = Optional.of(value);
      return this;
    }

    /** How long the program may run, at least one second. */
    public Builder timeLimit(Duration value) {
      timeLimit = Optional.of(value);
      return this;
    }

    /** Whether it may be started again after a system error. Default: true. */
    public Builder rerunnable(boolean value) {
      rerunnable = Optional.of(value);
      return this;
    }

    /** Makes the task parametric. */
    public Builder sweep(Sweep value) {
      sweep = Optional.of(value);
      return this;
    }

    /** Exit codes that count as success. Default: 0 only. */
    public Builder validExitCodes(List<ExitCodeRange> values) {
      validExitCodes = values;
      return this;
    }

    /** The polite signal of a cancel, such as {@code SIGINT}. Default: {@code SIGTERM}. */
    public Builder stopSignal(String value) {
      stopSignal = value;
      return this;
    }

    /** The value; ranges are checked by the scheduler. */
    public TaskSpec build() {
      return new TaskSpec(
          name,
          command,
          env,
          workDir,
          stdinPath,
          stdoutPath,
          stderrPath,
          resources,
          gracePeriod,
          timeLimit,
          rerunnable,
          sweep,
          validExitCodes,
          stopSignal);
    }
  }
}
