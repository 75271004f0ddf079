package io.reeve.scheduler.log.codec;

import static io.reeve.scheduler.log.codec.Values.duration;
import static io.reeve.scheduler.log.codec.Values.durationIf;
import static io.reeve.scheduler.log.codec.Values.instant;
import static io.reeve.scheduler.log.codec.Values.instantIf;
import static io.reeve.scheduler.log.codec.Values.micros;

import io.reeve.proto.log.v1.TaskProto;
import io.reeve.scheduler.core.task.Attempt;
import io.reeve.scheduler.core.task.Cancellation;
import io.reeve.scheduler.core.task.Task;
import io.reeve.scheduler.core.task.TaskId;
import io.reeve.scheduler.core.task.TaskSpec;
import io.reeve.scheduler.core.task.TaskState;
import java.util.List;

/** Tasks with their attempts and cancellations. */
final class TaskConverter {
  private static final TaskState[] STATES = TaskState.values();

  private TaskConverter() {}

  static TaskProto.TaskState toStored(TaskState state) {
    return switch (state) {
      case CONFIGURING -> TaskProto.TaskState.TASK_STATE_CONFIGURING;
      case SUBMITTED -> TaskProto.TaskState.TASK_STATE_SUBMITTED;
      case VALIDATING -> TaskProto.TaskState.TASK_STATE_VALIDATING;
      case QUEUED -> TaskProto.TaskState.TASK_STATE_QUEUED;
      case DISPATCHING -> TaskProto.TaskState.TASK_STATE_DISPATCHING;
      case RUNNING -> TaskProto.TaskState.TASK_STATE_RUNNING;
      case FINISHING -> TaskProto.TaskState.TASK_STATE_FINISHING;
      case FINISHED -> TaskProto.TaskState.TASK_STATE_FINISHED;
      case FAILED -> TaskProto.TaskState.TASK_STATE_FAILED;
      case CANCELED -> TaskProto.TaskState.TASK_STATE_CANCELED;
      case CANCELING -> TaskProto.TaskState.TASK_STATE_CANCELING;
    };
  }

  static TaskState fromStored(TaskProto.TaskState stored) {
    return switch (stored) {
      case TASK_STATE_CONFIGURING -> TaskState.CONFIGURING;
      case TASK_STATE_SUBMITTED -> TaskState.SUBMITTED;
      case TASK_STATE_VALIDATING -> TaskState.VALIDATING;
      case TASK_STATE_QUEUED -> TaskState.QUEUED;
      case TASK_STATE_DISPATCHING -> TaskState.DISPATCHING;
      case TASK_STATE_RUNNING -> TaskState.RUNNING;
      case TASK_STATE_FINISHING -> TaskState.FINISHING;
      case TASK_STATE_FINISHED -> TaskState.FINISHED;
      case TASK_STATE_FAILED -> TaskState.FAILED;
      case TASK_STATE_CANCELED -> TaskState.CANCELED;
      case TASK_STATE_CANCELING -> TaskState.CANCELING;
      case TASK_STATE_UNSPECIFIED, UNRECOGNIZED -> throw new UnknownValueException("task state");
    };
  }

  static TaskProto.Task toStored(Task task, SpecTable specs) {
    var stored =
        TaskProto.Task.newBuilder()
            .setId(task.id().task())
            .setSubtask(task.id().subtask())
            .setSpec(specs.indexOf(task.spec()))
            .setState(toStored(task.state()))
            .setMessage(task.message())
            .setRetries(task.retries())
            .setRequeues(task.requeues());
    if (task.cause() != null) {
      stored.setCause(EvidenceConverter.toStored(task.cause()));
    }
    task.attempts().forEach(attempt -> stored.addAttempts(toStored(attempt)));
    if (task.cancellation() != null) {
      stored.setCancellation(toStored(task.cancellation()));
    }
    Histories.forEach(
        task.history(),
        (state, micros) -> stored.addStepStates(toStored(STATES[state])).addStepMicros(micros));
    return stored.build();
  }

  /** The task of {@code job}, with its specification from the table that came with it. */
  static Task fromStored(long job, TaskProto.Task stored, List<TaskSpec> specs, Interner interner) {
    return new Task(
        new TaskId(job, stored.getId(), stored.getSubtask()),
        specs.get(stored.getSpec()),
        fromStored(stored.getState()),
        EvidenceConverter.fromStoredOrAbsent(stored.getCause()),
        stored.getMessage(),
        stored.getAttemptsList().stream().map(attempt -> fromStored(attempt, interner)).toList(),
        stored.hasCancellation() ? fromStored(stored.getCancellation()) : null,
        stored.getRetries(),
        stored.getRequeues(),
        interner.share(
            Histories.read(
                stored.getStepStatesCount(),
                step -> fromStored(stored.getStepStates(step)),
                stored.getStepMicrosList())));
  }

  private static TaskProto.Attempt toStored(Attempt attempt) {
    var stored =
        TaskProto.Attempt.newBuilder()
            .setNumber(attempt.number())
            .setNode(attempt.node())
            .setDispatchedAtMicros(micros(attempt.dispatchedAt()))
            .setPid(attempt.pid())
            .setStdout(attempt.stdout())
            .setStderr(attempt.stderr())
            .setMaxMemoryBytes(attempt.maxMemoryBytes());
    if (attempt.startedAt() != null) {
      stored.setStartedAtMicros(micros(attempt.startedAt()));
    }
    if (attempt.endedAt() != null) {
      stored.setEndedAtMicros(micros(attempt.endedAt()));
    }
    if (attempt.exit() != null) {
      stored.setExit(EvidenceConverter.toStored(attempt.exit()));
    }
    if (attempt.cause() != null) {
      stored.setCause(EvidenceConverter.toStored(attempt.cause()));
    }
    if (attempt.kill() != null) {
      stored.setKill(EvidenceConverter.toStored(attempt.kill()));
    }
    if (attempt.startFailure() != null) {
      stored.setStartFailure(EvidenceConverter.toStored(attempt.startFailure()));
    }
    if (attempt.cpuTime() != null) {
      stored.setCpuTimeMicros(micros(attempt.cpuTime()));
    }
    if (attempt.residue() != null) {
      stored.setResidue(ResidueConverter.toStored(attempt.residue()));
    }
    return stored.build();
  }

  private static Attempt fromStored(TaskProto.Attempt stored, Interner interner) {
    return new Attempt(
        stored.getNumber(),
        interner.share(stored.getNode()),
        instant(stored.getDispatchedAtMicros()),
        instantIf(stored.hasStartedAtMicros(), stored.getStartedAtMicros()),
        instantIf(stored.hasEndedAtMicros(), stored.getEndedAtMicros()),
        stored.getPid(),
        stored.hasExit() ? EvidenceConverter.fromStored(stored.getExit()) : null,
        EvidenceConverter.fromStoredOrAbsent(stored.getCause()),
        stored.hasKill() ? EvidenceConverter.fromStored(stored.getKill()) : null,
        stored.hasStartFailure() ? EvidenceConverter.fromStored(stored.getStartFailure()) : null,
        stored.getStdout(),
        stored.getStderr(),
        durationIf(stored.hasCpuTimeMicros(), stored.getCpuTimeMicros()),
        stored.getMaxMemoryBytes(),
        stored.hasResidue() ? ResidueConverter.fromStored(stored.getResidue()) : null);
  }

  static TaskProto.Cancellation toStored(Cancellation cancellation) {
    var stored =
        TaskProto.Cancellation.newBuilder()
            .setRequestedBy(cancellation.requestedBy())
            .setMessage(cancellation.message())
            .setAcceptedAtMicros(micros(cancellation.acceptedAt()))
            .setGraceMicros(micros(cancellation.grace()))
            .setCause(EvidenceConverter.toStored(cancellation.cause()))
            .setRequeue(cancellation.requeue());
    if (cancellation.forced() != null) {
      stored.setForced(EvidenceConverter.toStored(cancellation.forced()));
    }
    return stored.build();
  }

  static Cancellation fromStored(TaskProto.Cancellation stored) {
    return new Cancellation(
        stored.getRequestedBy(),
        stored.getMessage(),
        instant(stored.getAcceptedAtMicros()),
        duration(stored.getGraceMicros()),
        stored.hasForced() ? EvidenceConverter.fromStored(stored.getForced()) : null,
        EvidenceConverter.fromStored(stored.getCause()),
        stored.getRequeue());
  }
}
