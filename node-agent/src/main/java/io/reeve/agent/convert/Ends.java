package io.reeve.agent.convert;

import io.reeve.agent.core.EndReport;
import io.reeve.agent.core.ExitEvidence;
import io.reeve.agent.core.KillRecord;
import io.reeve.agent.core.SignalSent;
import io.reeve.agent.core.StartFailure;
import io.reeve.agent.core.StopSignal;
import io.reeve.proto.agent.v1.Ended;
import io.reeve.proto.v1.ExitStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** Final reports and what they are made of. */
public final class Ends {
  private Ends() {}

  /** To the wire and to disk. */
  public static Ended toProto(EndReport report) {
    Ended.Builder ended =
        Ended.newBuilder()
            .setAttempt(Values.toProto(report.id()))
            .setNeverStarted(report.neverStarted())
            .setPid(report.pid())
            .setCause(Stops.toProto(report.cause()))
            .setStdoutPath(report.stdout())
            .setStderrPath(report.stderr())
            .setMaxMemoryBytes(report.maxMemoryBytes());
    report.startFailure().ifPresent(f -> ended.setStartFailure(toProto(f)));
    report.startTime().ifPresent(t -> ended.setStartTime(Values.toProto(t)));
    report.exit().ifPresent(e -> ended.setExit(toProto(e)));
    report.killRecord().ifPresent(k -> ended.setKillRecord(toProto(k)));
    report.cpuTime().ifPresent(c -> ended.setCpuTime(Values.toProto(c)));
    return ended.build();
  }

  /**
   * From disk.
   *
   * @throws IllegalArgumentException when it is not a whole report
   */
  public static EndReport fromProto(Ended ended) {
    return new EndReport(
        Values.fromProto(ended.getAttempt()),
        ended.getNeverStarted(),
        when(ended.hasStartFailure(), () -> fromProto(ended.getStartFailure())),
        ended.getPid(),
        when(ended.hasStartTime(), () -> Values.fromProto(ended.getStartTime())),
        when(ended.hasExit(), () -> fromProto(ended.getExit())),
        Stops.fromProto(ended.getCause()),
        when(ended.hasKillRecord(), () -> fromProto(ended.getKillRecord())),
        ended.getStdoutPath(),
        ended.getStderrPath(),
        when(ended.hasCpuTime(), () -> Values.fromProto(ended.getCpuTime())),
        ended.getMaxMemoryBytes());
  }

  /** To the wire. */
  public static ExitStatus toProto(ExitEvidence exit) {
    ExitStatus.Builder status = ExitStatus.newBuilder();
    if (exit instanceof ExitEvidence.Code code) {
      status.setCode(code.code());
    } else if (exit instanceof ExitEvidence.Signal signal) {
      status
          .setSignal(signal.number())
          .setSignalName(StopSignal.nameOf(signal.number()))
          .setCoreDumped(signal.coreDumped());
    } else if (exit instanceof ExitEvidence.Unknown unknown) {
      status.setUnknown(unknown.why());
    }
    return status.build();
  }

  private static ExitEvidence fromProto(ExitStatus status) {
    return switch (status.getEvidenceCase()) {
      case CODE -> new ExitEvidence.Code(status.getCode());
      case SIGNAL -> new ExitEvidence.Signal(status.getSignal(), status.getCoreDumped());
      case UNKNOWN -> new ExitEvidence.Unknown(status.getUnknown());
      case EVIDENCE_NOT_SET -> throw new IllegalArgumentException("no evidence");
    };
  }

  private static io.reeve.proto.v1.StartFailure toProto(StartFailure failure) {
    return io.reeve.proto.v1.StartFailure.newBuilder()
        .setStage(io.reeve.proto.v1.StartFailure.Stage.valueOf("STAGE_" + failure.stage().name()))
        .setErrorNumber(failure.errorNumber())
        .setMessage(failure.message())
        .build();
  }

  private static StartFailure fromProto(io.reeve.proto.v1.StartFailure failure) {
    String name = failure.getStage().name().substring("STAGE_".length());
    return new StartFailure(
        StartFailure.Stage.valueOf(name), failure.getErrorNumber(), failure.getMessage());
  }

  private static io.reeve.proto.v1.KillRecord toProto(KillRecord record) {
    io.reeve.proto.v1.KillRecord.Builder kill =
        io.reeve.proto.v1.KillRecord.newBuilder()
            .setCause(Stops.toProto(record.cause()))
            .setRequestedBy(record.requestedBy())
            .setMessage(record.message())
            .setLeftBehind(record.leftBehind())
            .setUnproven(record.unproven())
            .setContainment(record.containment())
            .setEscalated(record.escalated());
    record.acceptTime().ifPresent(t -> kill.setAcceptTime(Values.toProto(t)));
    record.grace().ifPresent(g -> kill.setGracePeriod(Values.toProto(g)));
    record.beginTime().ifPresent(t -> kill.setBeginTime(Values.toProto(t)));
    record.exitTime().ifPresent(t -> kill.setExitTime(Values.toProto(t)));
    record.goneTime().ifPresent(t -> kill.setGoneTime(Values.toProto(t)));
    record.signals().forEach(s -> kill.addSignals(toProto(s)));
    return kill.build();
  }

  private static KillRecord fromProto(io.reeve.proto.v1.KillRecord kill) {
    return new KillRecord(
        Stops.fromProto(kill.getCause()),
        kill.getRequestedBy(),
        kill.getMessage(),
        when(kill.hasAcceptTime(), () -> Values.fromProto(kill.getAcceptTime())),
        when(kill.hasGracePeriod(), () -> Values.fromProto(kill.getGracePeriod())),
        when(kill.hasBeginTime(), () -> Values.fromProto(kill.getBeginTime())),
        kill.getSignalsList().stream().map(Ends::fromProto).toList(),
        when(kill.hasExitTime(), () -> Values.fromProto(kill.getExitTime())),
        when(kill.hasGoneTime(), () -> Values.fromProto(kill.getGoneTime())),
        kill.getLeftBehind(),
        kill.getUnproven(),
        kill.getContainment(),
        kill.getEscalated());
  }

  private static io.reeve.proto.v1.SignalSent toProto(SignalSent sent) {
    return io.reeve.proto.v1.SignalSent.newBuilder()
        .setSignal(sent.signal().name())
        .setTime(Values.toProto(sent.time()))
        .setProcesses(sent.processes())
        .build();
  }

  private static SignalSent fromProto(io.reeve.proto.v1.SignalSent sent) {
    Instant time = Values.fromProto(sent.getTime());
    return new SignalSent(StopSignal.valueOf(sent.getSignal()), time, sent.getProcesses());
  }

  private static <T> Optional<T> when(boolean present, Supplier<T> value) {
    return present ? Optional.of(value.get()) : Optional.empty();
  }
}
