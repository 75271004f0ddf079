package io.reeve.client.internal;

import io.reeve.client.model.Event;
import io.reeve.client.model.JobId;
import io.reeve.client.model.WatchQuery;
import io.reeve.proto.v1.JobChange;
import io.reeve.proto.v1.ResidueChange;
import io.reeve.proto.v1.TaskChange;
import io.reeve.proto.v1.WatchTasksRequest;
import java.util.Optional;

/** Events and what selects them. Total in both directions. */
public final class EventConverter {
  private EventConverter() {}

  /** The value of a message. */
  public static Event model(io.reeve.proto.v1.Event event) {
    Optional<Event.Change> change =
        switch (event.getSubjectCase()) {
          case TASK -> Optional.of(model(event.getTask()));
          case RESIDUE -> Optional.of(model(event.getResidue()));
          case JOB -> Optional.of(model(event.getJob()));
          case SUBJECT_NOT_SET -> Optional.empty();
        };
    return new Event(event.getNumber(), Times.required(event.hasTime(), event.getTime()), change);
  }

  /** The message of a value. */
  public static io.reeve.proto.v1.Event proto(Event event) {
    var proto = io.reeve.proto.v1.Event.newBuilder().setNumber(event.number());
    Times.required(event.time()).ifPresent(proto::setTime);
    event
        .change()
        .ifPresent(
            change -> {
              if (change instanceof Event.TaskChange task) {
                proto.setTask(proto(task));
              } else if (change instanceof Event.ResidueChange residue) {
                proto.setResidue(proto(residue));
              } else if (change instanceof Event.JobChange job) {
                proto.setJob(proto(job));
              }
            });
    return proto.build();
  }

  /** The message of a query. */
  public static WatchTasksRequest proto(WatchQuery query) {
    var proto = WatchTasksRequest.newBuilder().setFinalOnly(query.finalOnly());
    query.jobs().forEach(job -> proto.addJobIds(job.value()));
    query.tasks().forEach(task -> proto.addTasks(TaskConverter.proto(task)));
    query.afterEvent().ifPresent(proto::setAfterEvent);
    return proto.build();
  }

  private static Event.Change model(TaskChange change) {
    return new Event.TaskChange(
        TaskConverter.model(change.getTask()),
        Enums.TASK_STATE.model(change.getPreviousState()),
        Enums.TASK_STATE.model(change.getState()),
        change.getAttempt(),
        change.getNode(),
        EvidenceConverter.cause(change.getCause()),
        change.hasExit()
            ? Optional.of(EvidenceConverter.model(change.getExit()))
            : Optional.empty(),
        change.getMessage());
  }

  private static Event.Change model(ResidueChange change) {
    return new Event.ResidueChange(
        TaskConverter.model(change.getTask()),
        change.getAttempt(),
        change.getNode(),
        change.getProcesses());
  }

  private static ResidueChange proto(Event.ResidueChange change) {
    return ResidueChange.newBuilder()
        .setTask(TaskConverter.proto(change.task()))
        .setAttempt(change.attempt())
        .setNode(change.node())
        .setProcesses(change.processes())
        .build();
  }

  private static Event.Change model(JobChange change) {
    return new Event.JobChange(
        JobId.of(change.getJobId()),
        Enums.JOB_STATE.model(change.getPreviousState()),
        Enums.JOB_STATE.model(change.getState()),
        change.getMessage());
  }

  private static TaskChange proto(Event.TaskChange change) {
    var proto =
        TaskChange.newBuilder()
            .setTask(TaskConverter.proto(change.task()))
            .setPreviousState(Enums.TASK_STATE.proto(change.previousState()))
            .setState(Enums.TASK_STATE.proto(change.state()))
            .setAttempt(change.attempt())
            .setNode(change.node())
            .setCause(EvidenceConverter.cause(change.cause()))
            .setMessage(change.message());
    change.exit().map(EvidenceConverter::proto).ifPresent(proto::setExit);
    return proto.build();
  }

  private static JobChange proto(Event.JobChange change) {
    return JobChange.newBuilder()
        .setJobId(change.job().value())
        .setPreviousState(Enums.JOB_STATE.proto(change.previousState()))
        .setState(Enums.JOB_STATE.proto(change.state()))
        .setMessage(change.message())
        .build();
  }
}
