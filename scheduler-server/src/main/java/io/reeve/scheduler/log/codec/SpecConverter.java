package io.reeve.scheduler.log.codec;

import static io.reeve.scheduler.log.codec.Values.durationIf;
import static io.reeve.scheduler.log.codec.Values.micros;

import io.reeve.proto.log.v1.TaskProto;
import io.reeve.scheduler.core.Resources;
import io.reeve.scheduler.core.task.ExitCodeRange;
import io.reeve.scheduler.core.task.TaskSpec;
import java.util.List;

/** What a task runs. */
final class SpecConverter {
  private SpecConverter() {}

  static TaskProto.TaskSpec toStored(TaskSpec spec) {
    var stored =
        TaskProto.TaskSpec.newBuilder()
            .setName(spec.name())
            .addAllCommand(spec.command())
            .addAllEnv(Values.toStored(spec.env()))
            .setWorkDir(spec.workDir())
            .setStdin(spec.stdin())
            .setStdout(spec.stdout())
            .setStderr(spec.stderr())
            .setNotRerunnable(!spec.rerunnable());
    if (!spec.resources().equals(Resources.ONE_CORE)) {
      stored.setResources(Values.toStored(spec.resources()));
    }
    if (spec.grace() != null) {
      stored.setGraceMicros(micros(spec.grace()));
    }
    if (spec.timeLimit() != null) {
      stored.setTimeLimitMicros(micros(spec.timeLimit()));
    }
    if (!spec.stopSignal().equals(TaskSpec.DEFAULT_STOP_SIGNAL)) {
      stored.setStopSignal(spec.stopSignal());
    }
    spec.validExitCodes().forEach(range -> stored.addValidExitCodes(toStored(range)));
    return stored.build();
  }

  static TaskSpec fromStored(TaskProto.TaskSpec stored) {
    return new TaskSpec(
        stored.getName(),
        stored.getCommandList(),
        Values.fromStored(stored.getEnvList()),
        stored.getWorkDir(),
        stored.getStdin(),
        stored.getStdout(),
        stored.getStderr(),
        stored.hasResources() ? Values.fromStored(stored.getResources()) : Resources.ONE_CORE,
        durationIf(stored.hasGraceMicros(), stored.getGraceMicros()),
        durationIf(stored.hasTimeLimitMicros(), stored.getTimeLimitMicros()),
        !stored.getNotRerunnable(),
        stored.getValidExitCodesList().stream().map(SpecConverter::fromStored).toList(),
        stored.hasStopSignal() ? stored.getStopSignal() : TaskSpec.DEFAULT_STOP_SIGNAL);
  }

  /** All specifications of a table, equal ones shared with what was read before. */
  static List<TaskSpec> fromStored(List<TaskProto.TaskSpec> stored, Interner interner) {
    return stored.stream().map(spec -> interner.share(fromStored(spec))).toList();
  }

  private static TaskProto.ExitCodeRange toStored(ExitCodeRange range) {
    return TaskProto.ExitCodeRange.newBuilder()
        .setFirst(range.first())
        .setLast(range.last())
        .build();
  }

  private static ExitCodeRange fromStored(TaskProto.ExitCodeRange stored) {
    return new ExitCodeRange(stored.getFirst(), stored.getLast());
  }
}
