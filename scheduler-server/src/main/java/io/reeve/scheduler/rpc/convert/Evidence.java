package io.reeve.scheduler.rpc.convert;

import io.reeve.proto.v1.ExitStatus;
import io.reeve.scheduler.core.task.Attempt;
import io.reeve.scheduler.core.task.Cancellation;
import io.reeve.scheduler.core.task.ExitEvidence;
import io.reeve.scheduler.core.task.KillRecord;
import io.reeve.scheduler.core.task.StartFailure;
import java.util.Optional;

/** Attempts, and how they ended. */
final class Evidence {
  private Evidence() {}

  static ExitStatus toProto(ExitEvidence exit) {
    if (exit instanceof ExitEvidence.Exited exited) {
      return ExitStatus.newBuilder().setCode(exited.code()).build();
    } else if (exit instanceof ExitEvidence.Signaled signaled) {
      return ExitStatus.newBuilder()
          .setSignal(signaled.signal())
          .setSignalName(signaled.name())
          .setCoreDumped(signaled.coreDumped())
          .build();
    } else if (exit instanceof ExitEvidence.Unknown unknown) {
      return ExitStatus.newBuilder().setUnknown(unknown.why()).build();
    }
    throw new IllegalStateException("unknown evidence " + exit);
  }

  static io.reeve.proto.v1.Attempt toProto(Attempt attempt) {
    var proto =
        io.reeve.proto.v1.Attempt.newBuilder()
            .setNumber(attempt.number())
            .setNode(attempt.node())
            .setDispatchTime(Times.toProto(attempt.dispatchedAt()))
            .setPid(attempt.pid())
            .setCause(Causes.toProto(attempt.cause()))
            .setStdoutPath(attempt.stdout())
            .setStderrPath(attempt.stderr())
            .setMaxMemoryBytes(attempt.maxMemoryBytes());
    Optional.ofNullable(attempt.startedAt()).map(Times::toProto).ifPresent(proto::setStartTime);
    Optional.ofNullable(attempt.endedAt()).map(Times::toProto).ifPresent(proto::setEndTime);
    Optional.ofNullable(attempt.exit()).map(Evidence::toProto).ifPresent(proto::setExit);
    Optional.ofNullable(attempt.kill()).map(Evidence::toProto).ifPresent(proto::setKillRecord);
    Optional.ofNullable(attempt.startFailure())
        .map(Evidence::toProto)
        .ifPresent(proto::setStartFailure);
    Optional.ofNullable(attempt.residue()).map(Residues::toProto).ifPresent(proto::setResidue);
    Optional.ofNullable(attempt.cpuTime()).map(Times::toProto).ifPresent(proto::setCpuTime);
    return proto.build();
  }

  static io.reeve.proto.v1.KillRecord toProto(KillRecord kill) {
    var proto =
        io.reeve.proto.v1.KillRecord.newBuilder()
            .setCause(Causes.toProto(kill.cause()))
            .setRequestedBy(kill.requestedBy())
            .setMessage(kill.message())
            .setLeftBehind(kill.leftBehind())
            .setUnproven(kill.unproven())
            .setContainment(kill.containment())
            .setEscalated(kill.escalated());
    Optional.ofNullable(kill.acceptedAt()).map(Times::toProto).ifPresent(proto::setAcceptTime);
    Optional.ofNullable(kill.grace()).map(Times::toProto).ifPresent(proto::setGracePeriod);
    var forced = kill.forced();
    if (forced != null) {
      proto.setForcedBy(forced.by()).setForcedTime(Times.toProto(forced.at()));
    }
    Optional.ofNullable(kill.begunAt()).map(Times::toProto).ifPresent(proto::setBeginTime);
    Optional.ofNullable(kill.exitedAt()).map(Times::toProto).ifPresent(proto::setExitTime);
    Optional.ofNullable(kill.goneAt()).map(Times::toProto).ifPresent(proto::setGoneTime);
    Optional.ofNullable(kill.reportedAt()).map(Times::toProto).ifPresent(proto::setReportTime);
    for (var round : kill.signals()) {
      proto.addSignals(
          io.reeve.proto.v1.SignalSent.newBuilder()
              .setSignal(round.signal())
              .setTime(Times.toProto(round.time()))
              .setProcesses(round.processes()));
    }
    return proto.build();
  }

  static io.reeve.proto.v1.StartFailure toProto(StartFailure failure) {
    return io.reeve.proto.v1.StartFailure.newBuilder()
        .setStage(toProto(failure.stage()))
        .setErrorNumber(failure.errorNumber())
        .setMessage(failure.message())
        .build();
  }

  static io.reeve.proto.v1.StartFailure.Stage toProto(StartFailure.Stage stage) {
    return switch (stage) {
      case WORK_DIR -> io.reeve.proto.v1.StartFailure.Stage.STAGE_WORK_DIR;
      case STDIN -> io.reeve.proto.v1.StartFailure.Stage.STAGE_STDIN;
      case STDOUT -> io.reeve.proto.v1.StartFailure.Stage.STAGE_STDOUT;
      case STDERR -> io.reeve.proto.v1.StartFailure.Stage.STAGE_STDERR;
      case EXEC -> io.reeve.proto.v1.StartFailure.Stage.STAGE_EXEC;
      case NODE -> io.reeve.proto.v1.StartFailure.Stage.STAGE_NODE;
    };
  }

  static io.reeve.proto.v1.Cancellation toProto(Cancellation cancellation) {
    var proto =
        io.reeve.proto.v1.Cancellation.newBuilder()
            .setRequestedBy(cancellation.requestedBy())
            .setMessage(cancellation.message())
            .setAcceptTime(Times.toProto(cancellation.acceptedAt()))
            .setGracePeriod(Times.toProto(cancellation.grace()))
            .setDeadline(Times.toProto(cancellation.deadline()))
            .setForce(cancellation.force())
            .setCause(Causes.toProto(cancellation.cause()));
    var forced = cancellation.forced();
    if (forced != null) {
      proto.setForcedBy(forced.by()).setForcedTime(Times.toProto(forced.at()));
    }
    return proto.build();
  }
}
