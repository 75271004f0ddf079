package io.reeve.client.internal;

import io.reeve.client.model.ExitCodeRange;
import io.reeve.client.model.Resources;
import io.reeve.client.model.SubtaskRange;
import io.reeve.client.model.Sweep;
import io.reeve.client.model.Task;
import io.reeve.client.model.TaskFilter;
import io.reeve.client.model.TaskId;
import io.reeve.client.model.TaskSelector;
import io.reeve.client.model.TaskSpec;
import io.reeve.client.model.TaskTransition;
import io.reeve.proto.v1.TaskRef;
import java.util.Optional;

/** Tasks, what they run, and how they are selected. Total in both directions. */
public final class TaskConverter {
  private TaskConverter() {}

  static TaskId model(TaskRef ref) {
    return new TaskId(ref.getJobId(), ref.getTaskId(), ref.getSubtaskId());
  }

  /** The message of an id. */
  public static TaskRef proto(TaskId id) {
    return TaskRef.newBuilder()
        .setJobId(id.jobId())
        .setTaskId(id.taskId())
        .setSubtaskId(id.subtaskId())
        .build();
  }

  /** The value of a message. */
  public static Task model(io.reeve.proto.v1.Task task) {
    return new Task(
        model(task.getRef()),
        Enums.TASK_STATE.model(task.getState()),
        EvidenceConverter.cause(task.getCause()),
        task.getMessage(),
        model(task.getSpec()),
        task.getAttempt(),
        task.getAttemptsList().stream().map(EvidenceConverter::model).toList(),
        task.hasCancellation()
            ? Optional.of(EvidenceConverter.model(task.getCancellation()))
            : Optional.empty(),
        task.hasExit() ? Optional.of(EvidenceConverter.model(task.getExit())) : Optional.empty(),
        Times.required(task.hasCreateTime(), task.getCreateTime()),
        Times.optional(task.hasSubmitTime(), task.getSubmitTime()),
        Times.optional(task.hasStartTime(), task.getStartTime()),
        Times.optional(task.hasEndTime(), task.getEndTime()),
        task.getHistoryList().stream().map(TaskConverter::model).toList(),
        task.getRetryCount(),
        task.getRequeueCount(),
        task.getPendingReason(),
        task.getNode(),
        task.getOwner());
  }

  /** The message of a value. */
  public static io.reeve.proto.v1.Task proto(Task task) {
    var proto =
        io.reeve.proto.v1.Task.newBuilder()
            .setRef(proto(task.id()))
            .setState(Enums.TASK_STATE.proto(task.state()))
            .setCause(EvidenceConverter.cause(task.cause()))
            .setMessage(task.message())
            .setSpec(proto(task.spec()))
            .setAttempt(task.attempt())
            .setRetryCount(task.retryCount())
            .setRequeueCount(task.requeueCount())
            .setPendingReason(task.pendingReason())
            .setNode(task.node())
            .setOwner(task.owner());
    task.attempts().forEach(attempt -> proto.addAttempts(EvidenceConverter.proto(attempt)));
    task.cancellation().map(EvidenceConverter::proto).ifPresent(proto::setCancellation);
    task.exit().map(EvidenceConverter::proto).ifPresent(proto::setExit);
    Times.required(task.createTime()).ifPresent(proto::setCreateTime);
    task.submitTime().map(Times::proto).ifPresent(proto::setSubmitTime);
    task.startTime().map(Times::proto).ifPresent(proto::setStartTime);
    task.endTime().map(Times::proto).ifPresent(proto::setEndTime);
    task.history().forEach(step -> proto.addHistory(proto(step)));
    return proto.build();
  }

  static TaskSpec model(io.reeve.proto.v1.TaskSpec spec) {
    return new TaskSpec(
        spec.getName(),
        spec.getCommandList(),
        spec.getEnvMap(),
        spec.getWorkDir(),
        spec.getStdinPath(),
        spec.getStdoutPath(),
        spec.getStderrPath(),
        spec.hasResources() ? Optional.of(model(spec.getResources())) : Optional.empty(),
        Times.duration(spec.hasGracePeriod(), spec.getGracePeriod()),
        Times.duration(spec.hasTimeLimit(), spec.getTimeLimit()),
        spec.hasRerunnable() ? Optional.of(spec.getRerunnable()) : Optional.empty(),
        spec.hasSweep() ? Optional.of(model(spec.getSweep())) : Optional.empty(),
        spec.getValidExitCodesList().stream()
            .map(range -> new ExitCodeRange(range.getFirst(), range.getLast()))
            .toList(),
        spec.getStopSignal());
  }

  /** The message of a spec. */
  public static io.reeve.proto.v1.TaskSpec proto(TaskSpec spec) {
    var proto =
        io.reeve.proto.v1.TaskSpec.newBuilder()
            .setName(spec.name())
            .addAllCommand(spec.command())
            .putAllEnv(spec.env())
            .setWorkDir(spec.workDir())
            .setStdinPath(spec.stdinPath())
            .setStdoutPath(spec.stdoutPath())
            .setStderrPath(spec.stderrPath())
            .setStopSignal(spec.stopSignal());
    spec.resources().map(TaskConverter::proto).ifPresent(proto::setResources);
    spec.gracePeriod().map(Times::proto).ifPresent(proto::setGracePeriod);
    spec.timeLimit().map(Times::proto).ifPresent(proto::setTimeLimit);
    spec.rerunnable().ifPresent(proto::setRerunnable);
    spec.sweep().map(TaskConverter::proto).ifPresent(proto::setSweep);
    spec.validExitCodes().forEach(range -> proto.addValidExitCodes(proto(range)));
    return proto.build();
  }

  static Resources model(io.reeve.proto.v1.Resources resources) {
    return new Resources(resources.getCores(), resources.getMemoryBytes(), resources.getNamedMap());
  }

  static io.reeve.proto.v1.Resources proto(Resources resources) {
    return io.reeve.proto.v1.Resources.newBuilder()
        .setCores(resources.cores())
        .setMemoryBytes(resources.memoryBytes())
        .putAllNamed(resources.named())
        .build();
  }

  /** The message of a selector. */
  public static io.reeve.proto.v1.TaskSelector proto(TaskSelector selector) {
    var proto = io.reeve.proto.v1.TaskSelector.newBuilder();
    selector.tasks().forEach(task -> proto.addRefs(proto(task)));
    selector.filter().map(TaskConverter::proto).ifPresent(proto::setFilter);
    selector.ranges().forEach(range -> proto.addRanges(proto(range)));
    return proto.build();
  }

  private static io.reeve.proto.v1.TaskFilter proto(TaskFilter filter) {
    var proto =
        io.reeve.proto.v1.TaskFilter.newBuilder()
            .setOwner(filter.owner())
            .setNode(filter.node())
            .setName(filter.name());
    filter.jobs().forEach(job -> proto.addJobIds(job.value()));
    filter.states().stream().sorted().map(Enums.TASK_STATE::proto).forEach(proto::addStates);
    return proto.build();
  }

  private static io.reeve.proto.v1.SubtaskRange proto(SubtaskRange range) {
    return io.reeve.proto.v1.SubtaskRange.newBuilder()
        .setTask(proto(range.task()))
        .setFirst(range.first())
        .setLast(range.last())
        .build();
  }

  private static Sweep model(io.reeve.proto.v1.Sweep sweep) {
    return new Sweep(sweep.getStart(), sweep.getEnd(), sweep.getStep());
  }

  private static io.reeve.proto.v1.Sweep proto(Sweep sweep) {
    return io.reeve.proto.v1.Sweep.newBuilder()
        .setStart(sweep.start())
        .setEnd(sweep.end())
        .setStep(sweep.step())
        .build();
  }

  private static io.reeve.proto.v1.ExitCodeRange proto(ExitCodeRange range) {
    return io.reeve.proto.v1.ExitCodeRange.newBuilder()
        .setFirst(range.first())
        .setLast(range.last())
        .build();
  }

  private static TaskTransition model(io.reeve.proto.v1.TaskTransition step) {
    return new TaskTransition(
        Enums.TASK_STATE.model(step.getState()),
        Times.required(step.hasTime(), step.getTime()),
        step.getAttempt());
  }

  private static io.reeve.proto.v1.TaskTransition proto(TaskTransition step) {
    var proto =
        io.reeve.proto.v1.TaskTransition.newBuilder()
            .setState(Enums.TASK_STATE.proto(step.state()))
            .setAttempt(step.attempt());
    Times.required(step.time()).ifPresent(proto::setTime);
    return proto.build();
  }
}
