package io.reeve.scheduler.rpc.convert;

import io.reeve.scheduler.core.task.ExitCodeRange;
import io.reeve.scheduler.core.task.TaskSpec;
import io.reeve.scheduler.rpc.error.RpcException;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** What tasks run. */
final class TaskSpecs {
  private static final Set<String> STOP_SIGNALS =
      Set.of("SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2");
  private static final List<String> RESERVED = List.of("CCP_", "REEVE_");

  private TaskSpecs() {}

  static void check(List<io.reeve.proto.v1.TaskSpec> specs, String path, Violations bad) {
    bad.require(
        specs.size() <= Limits.TASKS_PER_CALL, path, "at most " + Limits.TASKS_PER_CALL + " tasks");
    for (var index = 0; index < Math.min(specs.size(), Limits.TASKS_PER_CALL); index++) {
      check(specs.get(index), path + "[" + index + "]", bad);
    }
  }

  static void check(io.reeve.proto.v1.TaskSpec spec, String path, Violations bad) {
    Texts.checkName(spec.getName(), path + ".name", bad);
    checkCommand(spec.getCommandList(), path + ".command", bad);
    checkEnv(spec, path + ".env", bad);
    Texts.checkAbsolutePath(spec.getWorkDir(), path + ".work_dir", bad);
    Texts.checkPath(spec.getStdinPath(), path + ".stdin_path", bad);
    Texts.checkPath(spec.getStdoutPath(), path + ".stdout_path", bad);
    Texts.checkPath(spec.getStderrPath(), path + ".stderr_path", bad);
    ResourceAmounts.check(spec.getResources(), path + ".resources", bad);
    if (spec.hasGracePeriod()) {
      Graces.check(spec.getGracePeriod(), path + ".grace_period", bad);
    }
    if (spec.hasTimeLimit()) {
      Times.check(
          spec.getTimeLimit(),
          Limits.SHORTEST_TIME_LIMIT,
          Limits.LONGEST_TIME_LIMIT,
          path + ".time_limit",
          bad);
    }
    checkExitCodes(spec.getValidExitCodesList(), path + ".valid_exit_codes", bad);
    bad.require(
        spec.getStopSignal().isEmpty() || STOP_SIGNALS.contains(spec.getStopSignal()),
        path + ".stop_signal",
        "one of SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2");
  }

  private static void checkCommand(List<String> command, String path, Violations bad) {
    bad.require(
        !command.isEmpty() && !command.get(0).isEmpty(), path, "a program and its arguments");
    bad.require(command.stream().noneMatch(Texts::hasNul), path, "no NUL");
    var bytes = command.size() - 1L;
    for (var element : command) {
      bytes += Texts.utf8(element);
    }
    bad.require(
        bytes <= Limits.COMMAND_BYTES, path, "at most " + Limits.COMMAND_BYTES + " bytes in all");
  }

  private static void checkEnv(io.reeve.proto.v1.TaskSpec spec, String path, Violations bad) {
    var bytes = 0L;
    for (var variable : spec.getEnvMap().entrySet()) {
      var name = variable.getKey();
      var entry = path + "[" + name + "]";
      bad.require(
          !name.isEmpty() && name.indexOf('=') < 0 && !Texts.hasNul(name),
          entry,
          "a name that is not empty, without = and NUL");
      bad.require(
          RESERVED.stream().noneMatch(name::startsWith),
          entry,
          "names that begin with CCP_ and REEVE_ are set by the agent");
      bad.require(!Texts.hasNul(variable.getValue()), entry, "a value without NUL");
      bytes += Texts.utf8(name) + 1L + Texts.utf8(variable.getValue());
    }
    bad.require(bytes <= Limits.ENV_BYTES, path, "at most " + Limits.ENV_BYTES + " bytes in all");
  }

  private static void checkExitCodes(
      List<io.reeve.proto.v1.ExitCodeRange> ranges, String path, Violations bad) {
    bad.require(
        ranges.size() <= Limits.EXIT_CODE_RANGES,
        path,
        "at most " + Limits.EXIT_CODE_RANGES + " ranges");
    for (var index = 0; index < Math.min(ranges.size(), Limits.EXIT_CODE_RANGES); index++) {
      var range = ranges.get(index);
      var entry = path + "[" + index + "]";
      bad.require(
          range.getFirst() >= 0 && range.getFirst() <= Limits.EXIT_CODE,
          entry + ".first",
          "between 0 and 255");
      bad.require(
          range.getLast() >= range.getFirst() && range.getLast() <= Limits.EXIT_CODE,
          entry + ".last",
          "at least first, at most 255");
    }
  }

  /** Refuses sweeps, which are well-formed requests for something that is not there yet. */
  static void requireSupported(List<io.reeve.proto.v1.TaskSpec> specs, String path) {
    for (var index = 0; index < specs.size(); index++) {
      if (specs.get(index).hasSweep()) {
        throw RpcException.notSupported(path + "[" + index + "].sweep");
      }
    }
  }

  static List<TaskSpec> toCore(List<io.reeve.proto.v1.TaskSpec> specs) {
    return specs.stream().map(TaskSpecs::toCore).toList();
  }

  static TaskSpec toCore(io.reeve.proto.v1.TaskSpec spec) {
    return new TaskSpec(
        spec.getName(),
        spec.getCommandList(),
        new TreeMap<>(spec.getEnvMap()),
        spec.getWorkDir(),
        spec.getStdinPath(),
        spec.getStdoutPath(),
        spec.getStderrPath(),
        ResourceAmounts.toCore(spec.getResources()),
        Times.toCore(spec.hasGracePeriod(), spec.getGracePeriod()),
        Times.toCore(spec.hasTimeLimit(), spec.getTimeLimit()),
        !spec.hasRerunnable() || spec.getRerunnable(),
        spec.getValidExitCodesList().stream()
            .map(range -> new ExitCodeRange(range.getFirst(), range.getLast()))
            .toList(),
        spec.getStopSignal().isEmpty() ? TaskSpec.DEFAULT_STOP_SIGNAL : spec.getStopSignal());
  }

  /** As it counts: what the caller left out is filled in, except what other places decide. */
  static io.reeve.proto.v1.TaskSpec toProto(TaskSpec spec) {
    var proto =
        io.reeve.proto.v1.TaskSpec.newBuilder()
            .setName(spec.name())
            .addAllCommand(spec.command())
            .putAllEnv(spec.env())
            .setWorkDir(spec.workDir())
            .setStdinPath(spec.stdin())
            .setStdoutPath(spec.stdout())
            .setStderrPath(spec.stderr())
            .setResources(ResourceAmounts.toProto(spec.resources()))
            .setRerunnable(spec.rerunnable())
            .setStopSignal(spec.stopSignal());
    var grace = spec.grace();
    if (grace != null) {
      proto.setGracePeriod(Times.toProto(grace));
    }
    var timeLimit = spec.timeLimit();
    if (timeLimit != null) {
      proto.setTimeLimit(Times.toProto(timeLimit));
    }
    for (var range : spec.validExitCodes()) {
      proto.addValidExitCodesBuilder().setFirst(range.first()).setLast(range.last());
    }
    return proto.build();
  }
}
