package io.reeve.client.internal;

import io.reeve.client.model.Attempt;
import io.reeve.client.model.Cancellation;
import io.reeve.client.model.Cause;
import io.reeve.client.model.ExitStatus;
import io.reeve.client.model.KillRecord;
import io.reeve.client.model.SignalSent;
import io.reeve.client.model.StartFailure;
import java.time.Instant;
import java.util.Optional;

/** How attempts ended. Total in both directions. */
final class EvidenceConverter {
  private EvidenceConverter() {}

  static ExitStatus model(io.reeve.proto.v1.ExitStatus exit) {
    ExitStatus.Evidence evidence =
        switch (exit.getEvidenceCase()) {
          case CODE -> new ExitStatus.Code(exit.getCode());
          case SIGNAL -> new ExitStatus.Signal(exit.getSignal(), exit.getSignalName());
          case UNKNOWN -> new ExitStatus.Unknown(exit.getUnknown());
          case EVIDENCE_NOT_SET -> new ExitStatus.Unknown("a newer kind of evidence");
        };
    return new ExitStatus(evidence, exit.getCoreDumped());
  }

  static io.reeve.proto.v1.ExitStatus proto(ExitStatus exit) {
    var proto = io.reeve.proto.v1.ExitStatus.newBuilder().setCoreDumped(exit.coreDumped());
    if (exit.evidence() instanceof ExitStatus.Code code) {
      proto.setCode(code.code());
    } else if (exit.evidence() instanceof ExitStatus.Signal signal) {
      proto.setSignal(signal.number()).setSignalName(signal.name());
    } else if (exit.evidence() instanceof ExitStatus.Unknown unknown) {
      proto.setUnknown(unknown.why());
    }
    return proto.build();
  }

  static KillRecord model(io.reeve.proto.v1.KillRecord kill) {
    return new KillRecord(
        cause(kill.getCause()),
        kill.getRequestedBy(),
        kill.getMessage(),
        Times.optional(kill.hasAcceptTime(), kill.getAcceptTime()),
        Times.duration(kill.hasGracePeriod(), kill.getGracePeriod()),
        kill.getForcedBy(),
        Times.optional(kill.hasForcedTime(), kill.getForcedTime()),
        Times.optional(kill.hasBeginTime(), kill.getBeginTime()),
        kill.getSignalsList().stream().map(EvidenceConverter::model).toList(),
        Times.optional(kill.hasExitTime(), kill.getExitTime()),
        Times.optional(kill.hasGoneTime(), kill.getGoneTime()),
        Times.optional(kill.hasReportTime(), kill.getReportTime()),
        kill.getLeftBehind(),
        kill.getUnproven(),
        kill.getContainment(),
        kill.getEscalated());
  }

  static io.reeve.proto.v1.KillRecord proto(KillRecord kill) {
    var proto =
        io.reeve.proto.v1.KillRecord.newBuilder()
            .setCause(cause(kill.cause()))
            .setRequestedBy(kill.requestedBy())
            .setMessage(kill.message())
            .setForcedBy(kill.forcedBy())
            .setLeftBehind(kill.leftBehind())
            .setUnproven(kill.unproven())
            .setContainment(kill.containment())
            .setEscalated(kill.escalated());
    kill.acceptTime().map(Times::proto).ifPresent(proto::setAcceptTime);
    kill.gracePeriod().map(Times::proto).ifPresent(proto::setGracePeriod);
    kill.forcedTime().map(Times::proto).ifPresent(proto::setForcedTime);
    kill.beginTime().map(Times::proto).ifPresent(proto::setBeginTime);
    kill.signals().forEach(signal -> proto.addSignals(proto(signal)));
    kill.exitTime().map(Times::proto).ifPresent(proto::setExitTime);
    kill.goneTime().map(Times::proto).ifPresent(proto::setGoneTime);
    kill.reportTime().map(Times::proto).ifPresent(proto::setReportTime);
    return proto.build();
  }

  static Attempt model(io.reeve.proto.v1.Attempt attempt) {
    return new Attempt(
        attempt.getNumber(),
        attempt.getNode(),
        Times.required(attempt.hasDispatchTime(), attempt.getDispatchTime()),
        Times.optional(attempt.hasStartTime(), attempt.getStartTime()),
        Times.optional(attempt.hasEndTime(), attempt.getEndTime()),
        attempt.getPid(),
        attempt.hasExit() ? Optional.of(model(attempt.getExit())) : Optional.empty(),
        cause(attempt.getCause()),
        attempt.hasKillRecord() ? Optional.of(model(attempt.getKillRecord())) : Optional.empty(),
        attempt.hasStartFailure()
            ? Optional.of(model(attempt.getStartFailure()))
            : Optional.empty(),
        attempt.getStdoutPath(),
        attempt.getStderrPath(),
        Times.optional(attempt.hasSurelyDeadBy(), attempt.getSurelyDeadBy()),
        Times.duration(attempt.hasCpuTime(), attempt.getCpuTime()),
        attempt.getMaxMemoryBytes(),
        attempt.hasResidue()
            ? Optional.of(ProcessConverter.model(attempt.getResidue()))
            : Optional.empty());
  }

  static io.reeve.proto.v1.Attempt proto(Attempt attempt) {
    var proto =
        io.reeve.proto.v1.Attempt.newBuilder()
            .setNumber(attempt.number())
            .setNode(attempt.node())
            .setPid(attempt.pid())
            .setCause(cause(attempt.cause()))
            .setStdoutPath(attempt.stdoutPath())
            .setStderrPath(attempt.stderrPath())
            .setMaxMemoryBytes(attempt.maxMemoryBytes());
    Times.required(attempt.dispatchTime()).ifPresent(proto::setDispatchTime);
    attempt.startTime().map(Times::proto).ifPresent(proto::setStartTime);
    attempt.endTime().map(Times::proto).ifPresent(proto::setEndTime);
    attempt.exit().map(EvidenceConverter::proto).ifPresent(proto::setExit);
    attempt.killRecord().map(EvidenceConverter::proto).ifPresent(proto::setKillRecord);
    attempt.startFailure().map(EvidenceConverter::proto).ifPresent(proto::setStartFailure);
    attempt.surelyDeadBy().map(Times::proto).ifPresent(proto::setSurelyDeadBy);
    attempt.cpuTime().map(Times::proto).ifPresent(proto::setCpuTime);
    attempt.residue().map(ProcessConverter::proto).ifPresent(proto::setResidue);
    return proto.build();
  }

  static Cancellation model(io.reeve.proto.v1.Cancellation cancel) {
    return new Cancellation(
        cancel.getRequestedBy(),
        cancel.getMessage(),
        Times.required(cancel.hasAcceptTime(), cancel.getAcceptTime()),
        Times.duration(cancel.hasGracePeriod(), cancel.getGracePeriod()),
        Times.optional(cancel.hasDeadline(), cancel.getDeadline()),
        cancel.getForce(),
        cancel.getForcedBy(),
        Times.optional(cancel.hasForcedTime(), cancel.getForcedTime()),
        cause(cancel.getCause()));
  }

  static io.reeve.proto.v1.Cancellation proto(Cancellation cancel) {
    var proto =
        io.reeve.proto.v1.Cancellation.newBuilder()
            .setRequestedBy(cancel.requestedBy())
            .setMessage(cancel.message())
            .setForce(cancel.force())
            .setForcedBy(cancel.forcedBy())
            .setCause(cause(cancel.cause()));
    Times.required(cancel.acceptTime()).ifPresent(proto::setAcceptTime);
    cancel.gracePeriod().map(Times::proto).ifPresent(proto::setGracePeriod);
    cancel.deadline().map(Times::proto).ifPresent(proto::setDeadline);
    cancel.forcedTime().map(Times::proto).ifPresent(proto::setForcedTime);
    return proto.build();
  }

  static Optional<Cause> cause(io.reeve.proto.v1.Cause cause) {
    return Enums.CAUSE.optional(cause);
  }

  static io.reeve.proto.v1.Cause cause(Optional<Cause> cause) {
    return cause.map(Enums.CAUSE::proto).orElse(io.reeve.proto.v1.Cause.CAUSE_UNSPECIFIED);
  }

  private static SignalSent model(io.reeve.proto.v1.SignalSent sent) {
    Instant time = Times.required(sent.hasTime(), sent.getTime());
    return new SignalSent(sent.getSignal(), time, sent.getProcesses());
  }

  private static io.reeve.proto.v1.SignalSent proto(SignalSent sent) {
    var proto =
        io.reeve.proto.v1.SignalSent.newBuilder()
            .setSignal(sent.signal())
            .setProcesses(sent.processes());
    Times.required(sent.time()).ifPresent(proto::setTime);
    return proto.build();
  }

  private static StartFailure model(io.reeve.proto.v1.StartFailure failure) {
    return new StartFailure(
        Enums.STAGE.model(failure.getStage()), failure.getErrorNumber(), failure.getMessage());
  }

  private static io.reeve.proto.v1.StartFailure proto(StartFailure failure) {
    return io.reeve.proto.v1.StartFailure.newBuilder()
        .setStage(Enums.STAGE.proto(failure.stage()))
        .setErrorNumber(failure.errorNumber())
        .setMessage(failure.message())
        .build();
  }
}
