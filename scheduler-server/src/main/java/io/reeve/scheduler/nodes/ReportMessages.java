package io.reeve.scheduler.nodes;

import io.reeve.proto.agent.v1.Ended;
import io.reeve.proto.agent.v1.Finishing;
import io.reeve.proto.agent.v1.Started;
import io.reeve.proto.v1.ExitStatus;
import io.reeve.scheduler.core.cluster.Command;
import io.reeve.scheduler.core.task.Cause;
import io.reeve.scheduler.core.task.EndReport;
import io.reeve.scheduler.core.task.ExitEvidence;
import io.reeve.scheduler.core.task.KillRecord;
import io.reeve.scheduler.core.task.StartFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An agent's reports as commands. What is malformed ends the stream; what is merely missing becomes
 * "unknown", because the end of an attempt must be recorded even when its evidence is poor.
 */
final class ReportMessages {
  private ReportMessages() {}

  static Command started(String node, Started report) throws StreamEnd {
    return new Command.AttemptStarted(
        node,
        Protos.attempt("started.attempt", report.getAttempt()),
        report.getPid(),
        Protos.instant("started.start_time", report.getStartTime()),
        report.getStdoutPath(),
        report.getStderrPath());
  }

  static Command finishing(String node, Finishing report) throws StreamEnd {
    return new Command.AttemptFinishing(
        node, Protos.attempt("finishing.attempt", report.getAttempt()), evidence(report.getExit()));
  }

  static Command ended(String node, Ended report) throws StreamEnd {
    return new Command.AttemptEnded(
        node, Protos.attempt("ended.attempt", report.getAttempt()), endReport(report));
  }

  static EndReport endReport(Ended report) throws StreamEnd {
    var ran = !report.getNeverStarted();
    return new EndReport(
        report.getNeverStarted(),
        report.hasStartFailure() ? startFailure(report.getStartFailure()) : null,
        report.getPid(),
        report.hasStartTime() ? Protos.instant("ended.start_time", report.getStartTime()) : null,
        ran ? evidence(report.getExit()) : null,
        cause(report),
        ran ? killRecord(report) : null,
        report.getStdoutPath(),
        report.getStderrPath(),
        report.hasCpuTime() ? Protos.duration("ended.cpu_time", report.getCpuTime()) : null,
        Math.max(0, report.getMaxMemoryBytes()));
  }

  static ExitEvidence evidence(ExitStatus exit) {
    return switch (exit.getEvidenceCase()) {
      case CODE -> new ExitEvidence.Exited(exit.getCode());
      case SIGNAL ->
          new ExitEvidence.Signaled(exit.getSignal(), exit.getSignalName(), exit.getCoreDumped());
      case UNKNOWN -> new ExitEvidence.Unknown(exit.getUnknown());
      case EVIDENCE_NOT_SET -> new ExitEvidence.Unknown("the agent reported no evidence");
    };
  }

  private static Cause cause(Ended report) {
    var cause = cause(report.getCause());
    if (cause != null) {
      return cause;
    }
    return report.getNeverStarted() ? Cause.START_FAILED : Cause.EXITED;
  }

  /** The cause; absent for one that this version does not know. */
  static @Nullable Cause cause(io.reeve.proto.v1.Cause cause) {
    return switch (cause) {
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
      case CAUSE_UNSPECIFIED, UNRECOGNIZED -> null;
    };
  }

  private static KillRecord killRecord(Ended report) throws StreamEnd {
    if (!report.hasKillRecord()) {
      return new KillRecord(
          cause(report),
          "",
          "",
          null,
          null,
          null,
          null,
          List.of(),
          null,
          null,
          null,
          0,
          "the agent sent no kill record",
          "",
          false);
    }
    var record = report.getKillRecord();
    var signals = new ArrayList<KillRecord.SignalSent>();
    for (var sent : record.getSignalsList()) {
      signals.add(
          new KillRecord.SignalSent(
              sent.getSignal(),
              Protos.instant("kill_record.signals.time", sent.getTime()),
              sent.getProcesses()));
    }
    var cause = cause(record.getCause());
    return new KillRecord(
        cause == null ? cause(report) : cause,
        record.getRequestedBy(),
        record.getMessage(),
        time("accept_time", record.hasAcceptTime(), record.getAcceptTime()),
        record.hasGracePeriod()
            ? Protos.duration("kill_record.grace_period", record.getGracePeriod())
            : null,
        null, // the head node knows who forced it
        time("begin_time", record.hasBeginTime(), record.getBeginTime()),
        signals,
        time("exit_time", record.hasExitTime(), record.getExitTime()),
        time("gone_time", record.hasGoneTime(), record.getGoneTime()),
        null,
        record.getLeftBehind(),
        record.getUnproven(),
        record.getContainment(),
        record.getEscalated());
  }

  private static @Nullable Instant time(
      String field, boolean present, com.google.protobuf.Timestamp time) throws StreamEnd {
    return present ? Protos.instant("kill_record." + field, time) : null;
  }

  private static StartFailure startFailure(io.reeve.proto.v1.StartFailure failure) {
    return new StartFailure(
        switch (failure.getStage()) {
          case STAGE_WORK_DIR -> StartFailure.Stage.WORK_DIR;
          case STAGE_STDIN -> StartFailure.Stage.STDIN;
          case STAGE_STDOUT -> StartFailure.Stage.STDOUT;
          case STAGE_STDERR -> StartFailure.Stage.STDERR;
          case STAGE_EXEC -> StartFailure.Stage.EXEC;
          case STAGE_NODE -> StartFailure.Stage.NODE;
          // Something new that failed there: the node's own trouble, as far as this version can
          // tell.
          case STAGE_UNSPECIFIED, UNRECOGNIZED -> StartFailure.Stage.NODE;
        },
        failure.getErrorNumber(),
        failure.getMessage());
  }
}
