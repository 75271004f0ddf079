package io.reeve.scheduler.log.codec;

import static io.reeve.scheduler.log.codec.Values.durationIf;
import static io.reeve.scheduler.log.codec.Values.instant;
import static io.reeve.scheduler.log.codec.Values.instantIf;
import static io.reeve.scheduler.log.codec.Values.micros;

import io.reeve.proto.log.v1.TaskProto;
import io.reeve.scheduler.core.task.Cause;
import io.reeve.scheduler.core.task.EndReport;
import io.reeve.scheduler.core.task.ExitEvidence;
import io.reeve.scheduler.core.task.Forced;
import io.reeve.scheduler.core.task.KillRecord;
import io.reeve.scheduler.core.task.StartFailure;
import org.jspecify.annotations.Nullable;

/** How attempts ended: causes, exit evidence, start failures, kill records and end reports. */
final class EvidenceConverter {
  private EvidenceConverter() {}

  static TaskProto.Cause toStored(Cause cause) {
    return switch (cause) {
      case EXITED -> TaskProto.Cause.CAUSE_EXITED;
      case CANCELED -> TaskProto.Cause.CAUSE_CANCELED;
      case JOB_CANCELED -> TaskProto.Cause.CAUSE_JOB_CANCELED;
      case TIME_LIMIT -> TaskProto.Cause.CAUSE_TIME_LIMIT;
      case OUT_OF_MEMORY -> TaskProto.Cause.CAUSE_OUT_OF_MEMORY;
      case NODE_LOST -> TaskProto.Cause.CAUSE_NODE_LOST;
      case START_FAILED -> TaskProto.Cause.CAUSE_START_FAILED;
      case PREEMPTED -> TaskProto.Cause.CAUSE_PREEMPTED;
      case DEPENDENCY_FAILED -> TaskProto.Cause.CAUSE_DEPENDENCY_FAILED;
      case JOB_FAILED -> TaskProto.Cause.CAUSE_JOB_FAILED;
    };
  }

  static Cause fromStored(TaskProto.Cause stored) {
    return switch (stored) {
      case CAUSE_EXITED -> Cause.EXITED;
      case CAUSE_CANCELED -> Cause.CANCELED;
      case CAUSE_JOB_CANCELED -> Cause.JOB_CANCELED;
      case CAUSE_TIME_LIMIT -> Cause.TIME_LIMIT;
      case CAUSE_OUT_OF_MEMORY -> Cause.OUT_OF_MEMORY;
      case CAUSE_NODE_LOST -> Cause.NODE_LOST;
      case CAUSE_START_FAILED -> Cause.START_FAILED;
      case CAUSE_PREEMPTED -> Cause.PREEMPTED;
      case CAUSE_DEPENDENCY_FAILED -> Cause.DEPENDENCY_FAILED;
      case CAUSE_JOB_FAILED -> Cause.JOB_FAILED;
      case CAUSE_UNSPECIFIED, UNRECOGNIZED -> throw new UnknownValueException("cause");
    };
  }

  /** Where a cause may be absent. */
  static @Nullable Cause fromStoredOrAbsent(TaskProto.Cause stored) {
    return stored == TaskProto.Cause.CAUSE_UNSPECIFIED ? null : fromStored(stored);
  }

  static TaskProto.ExitEvidence toStored(ExitEvidence exit) {
    var stored = TaskProto.ExitEvidence.newBuilder();
    if (exit instanceof ExitEvidence.Exited exited) {
      return stored.setExited(exited.code()).build();
    } else if (exit instanceof ExitEvidence.Signaled signaled) {
      return stored
          .setSignaled(
              TaskProto.ExitEvidence.Signaled.newBuilder()
                  .setSignal(signaled.signal())
                  .setName(signaled.name())
                  .setCoreDumped(signaled.coreDumped()))
          .build();
    } else if (exit instanceof ExitEvidence.Unknown unknown) {
      return stored.setUnknown(unknown.why()).build();
    }
    throw new IllegalStateException("cannot store " + exit);
  }

  static ExitEvidence fromStored(TaskProto.ExitEvidence stored) {
    return switch (stored.getEvidenceCase()) {
      case EXITED -> new ExitEvidence.Exited(stored.getExited());
      case SIGNALED ->
          new ExitEvidence.Signaled(
              stored.getSignaled().getSignal(),
              stored.getSignaled().getName(),
              stored.getSignaled().getCoreDumped());
      case UNKNOWN -> new ExitEvidence.Unknown(stored.getUnknown());
      case EVIDENCE_NOT_SET -> throw new UnknownValueException("exit evidence");
    };
  }

  static TaskProto.StartFailure toStored(StartFailure failure) {
    return TaskProto.StartFailure.newBuilder()
        .setStage(toStored(failure.stage()))
        .setErrorNumber(failure.errorNumber())
        .setMessage(failure.message())
        .build();
  }

  static StartFailure fromStored(TaskProto.StartFailure stored) {
    return new StartFailure(
        fromStored(stored.getStage()), stored.getErrorNumber(), stored.getMessage());
  }

  static TaskProto.StartStage toStored(StartFailure.Stage stage) {
    return switch (stage) {
      case WORK_DIR -> TaskProto.StartStage.START_STAGE_WORK_DIR;
      case STDIN -> TaskProto.StartStage.START_STAGE_STDIN;
      case STDOUT -> TaskProto.StartStage.START_STAGE_STDOUT;
      case STDERR -> TaskProto.StartStage.START_STAGE_STDERR;
      case EXEC -> TaskProto.StartStage.START_STAGE_EXEC;
      case NODE -> TaskProto.StartStage.START_STAGE_NODE;
    };
  }

  static StartFailure.Stage fromStored(TaskProto.StartStage stored) {
    return switch (stored) {
      case START_STAGE_WORK_DIR -> StartFailure.Stage.WORK_DIR;
      case START_STAGE_STDIN -> StartFailure.Stage.STDIN;
      case START_STAGE_STDOUT -> StartFailure.Stage.STDOUT;
      case START_STAGE_STDERR -> StartFailure.Stage.STDERR;
      case START_STAGE_EXEC -> StartFailure.Stage.EXEC;
      case START_STAGE_NODE -> StartFailure.Stage.NODE;
      case START_STAGE_UNSPECIFIED, UNRECOGNIZED -> throw new UnknownValueException("start stage");
    };
  }

  static TaskProto.KillRecord toStored(KillRecord kill) {
    var stored =
        TaskProto.KillRecord.newBuilder()
            .setCause(toStored(kill.cause()))
            .setRequestedBy(kill.requestedBy())
            .setMessage(kill.message())
            .setLeftBehind(kill.leftBehind())
            .setUnproven(kill.unproven())
            .setContainment(kill.containment())
            .setEscalated(kill.escalated());
    kill.signals().forEach(signal -> stored.addSignals(toStored(signal)));
    if (kill.acceptedAt() != null) {
      stored.setAcceptedAtMicros(micros(kill.acceptedAt()));
    }
    if (kill.grace() != null) {
      stored.setGraceMicros(micros(kill.grace()));
    }
    if (kill.forced() != null) {
      stored.setForced(toStored(kill.forced()));
    }
    if (kill.begunAt() != null) {
      stored.setBegunAtMicros(micros(kill.begunAt()));
    }
    if (kill.exitedAt() != null) {
      stored.setExitedAtMicros(micros(kill.exitedAt()));
    }
    if (kill.goneAt() != null) {
      stored.setGoneAtMicros(micros(kill.goneAt()));
    }
    if (kill.reportedAt() != null) {
      stored.setReportedAtMicros(micros(kill.reportedAt()));
    }
    return stored.build();
  }

  static KillRecord fromStored(TaskProto.KillRecord stored) {
    return new KillRecord(
        fromStored(stored.getCause()),
        stored.getRequestedBy(),
        stored.getMessage(),
        instantIf(stored.hasAcceptedAtMicros(), stored.getAcceptedAtMicros()),
        durationIf(stored.hasGraceMicros(), stored.getGraceMicros()),
        stored.hasForced() ? fromStored(stored.getForced()) : null,
        instantIf(stored.hasBegunAtMicros(), stored.getBegunAtMicros()),
        stored.getSignalsList().stream().map(EvidenceConverter::fromStored).toList(),
        instantIf(stored.hasExitedAtMicros(), stored.getExitedAtMicros()),
        instantIf(stored.hasGoneAtMicros(), stored.getGoneAtMicros()),
        instantIf(stored.hasReportedAtMicros(), stored.getReportedAtMicros()),
        stored.getLeftBehind(),
        stored.getUnproven(),
        stored.getContainment(),
        stored.getEscalated());
  }

  static TaskProto.Forced toStored(Forced forced) {
    return TaskProto.Forced.newBuilder()
        .setBy(forced.by())
        .setAtMicros(micros(forced.at()))
        .build();
  }

  static Forced fromStored(TaskProto.Forced stored) {
    return new Forced(stored.getBy(), instant(stored.getAtMicros()));
  }

  private static TaskProto.KillRecord.SignalSent toStored(KillRecord.SignalSent signal) {
    return TaskProto.KillRecord.SignalSent.newBuilder()
        .setSignal(signal.signal())
        .setTimeMicros(micros(signal.time()))
        .setProcesses(signal.processes())
        .build();
  }

  private static KillRecord.SignalSent fromStored(TaskProto.KillRecord.SignalSent stored) {
    return new KillRecord.SignalSent(
        stored.getSignal(), instant(stored.getTimeMicros()), stored.getProcesses());
  }

  static TaskProto.EndReport toStored(EndReport report) {
    var stored =
        TaskProto.EndReport.newBuilder()
            .setNeverStarted(report.neverStarted())
            .setPid(report.pid())
            .setCause(toStored(report.cause()))
            .setStdout(report.stdout())
            .setStderr(report.stderr())
            .setMaxMemoryBytes(report.maxMemoryBytes());
    if (report.startFailure() != null) {
      stored.setStartFailure(toStored(report.startFailure()));
    }
    if (report.startedAt() != null) {
      stored.setStartedAtMicros(micros(report.startedAt()));
    }
    if (report.exit() != null) {
      stored.setExit(toStored(report.exit()));
    }
    if (report.kill() != null) {
      stored.setKill(toStored(report.kill()));
    }
    if (report.cpuTime() != null) {
      stored.setCpuTimeMicros(micros(report.cpuTime()));
    }
    return stored.build();
  }

  static EndReport fromStored(TaskProto.EndReport stored) {
    return new EndReport(
        stored.getNeverStarted(),
        stored.hasStartFailure() ? fromStored(stored.getStartFailure()) : null,
        stored.getPid(),
        instantIf(stored.hasStartedAtMicros(), stored.getStartedAtMicros()),
        stored.hasExit() ? fromStored(stored.getExit()) : null,
        fromStored(stored.getCause()),
        stored.hasKill() ? fromStored(stored.getKill()) : null,
        stored.getStdout(),
        stored.getStderr(),
        durationIf(stored.hasCpuTimeMicros(), stored.getCpuTimeMicros()),
        stored.getMaxMemoryBytes());
  }
}
