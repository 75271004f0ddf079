package io.reeve.agent.convert;

import io.reeve.agent.core.StartOrder;
import io.reeve.agent.core.StopSignal;
import io.reeve.proto.agent.v1.Start;
import io.reeve.proto.v1.Resources;
import io.reeve.proto.v1.TaskSpec;
import java.time.Duration;
import java.util.Optional;

/** Start orders. */
public final class Starts {
  private Starts() {}

  /**
   * From the wire.
   *
   * @throws IllegalArgumentException when it cannot be obeyed: no command, NUL in a string, unknown
   *     signal
   */
  public static StartOrder fromProto(Start start) {
    TaskSpec spec = start.getSpec();
    return new StartOrder(
        Values.fromProto(start.getAttempt()),
        spec.getName(),
        spec.getCommandList(),
        spec.getEnvMap(),
        spec.getWorkDir(),
        spec.getStdinPath(),
        spec.getStdoutPath(),
        spec.getStderrPath(),
        Math.max(1, spec.getResources().getCores()),
        timeLimit(spec),
        !spec.hasRerunnable() || spec.getRerunnable(),
        spec.getStopSignal().isEmpty()
            ? StopSignal.SIGTERM
            : StopSignal.valueOf(spec.getStopSignal()),
        start.getJobName(),
        start.getOwner(),
        start.getRetryCount(),
        Values.fromProto(start.getGracePeriod()));
  }

  /** To bytes that {@link #fromProto} reads back as an equal order. */
  public static Start toProto(StartOrder order) {
    TaskSpec.Builder spec =
        TaskSpec.newBuilder()
            .setName(order.taskName())
            .addAllCommand(order.command())
            .putAllEnv(order.env())
            .setWorkDir(order.workDir())
            .setStdinPath(order.stdin())
            .setStdoutPath(order.stdout())
            .setStderrPath(order.stderr())
            .setResources(Resources.newBuilder().setCores(order.cores()))
            .setRerunnable(order.rerunnable())
            .setStopSignal(order.stopSignal().name());
    order.timeLimit().ifPresent(limit -> spec.setTimeLimit(Values.toProto(limit)));
    return Start.newBuilder()
        .setAttempt(Values.toProto(order.id()))
        .setSpec(spec)
        .setJobName(order.jobName())
        .setOwner(order.owner())
        .setRetryCount(order.retryCount())
        .setGracePeriod(Values.toProto(order.grace()))
        .build();
  }

  private static Optional<Duration> timeLimit(TaskSpec spec) {
    return spec.hasTimeLimit()
        ? Optional.of(Values.fromProto(spec.getTimeLimit()))
        : Optional.empty();
  }
}
