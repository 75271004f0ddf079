package io.reeve.scheduler.rpc.convert;

import io.reeve.proto.v1.JobChange;
import io.reeve.proto.v1.ResidueChange;
import io.reeve.proto.v1.TaskChange;
import io.reeve.proto.v1.WatchTasksResponse;
import io.reeve.scheduler.core.cluster.Event;
import java.util.Optional;

/** Events. */
public final class Events {
  private Events() {}

  /** The first response of a watch. */
  public static WatchTasksResponse begin(long newest) {
    return WatchTasksResponse.newBuilder().setNewestEvent(newest).build();
  }

  /** The response that tells an event; empty for one that this watch does not tell. */
  public static Optional<WatchTasksResponse> response(EventFilter filter, Event event) {
    return filter.matches(event.change())
        ? Optional.of(WatchTasksResponse.newBuilder().setEvent(toProto(event)).build())
        : Optional.empty();
  }

  static io.reeve.proto.v1.Event toProto(Event event) {
    var proto =
        io.reeve.proto.v1.Event.newBuilder()
            .setNumber(event.number())
            .setTime(Times.toProto(event.time()));
    if (event.change() instanceof Event.TaskChanged task) {
      proto.setTask(toProto(task));
    } else if (event.change() instanceof Event.JobChanged job) {
      proto.setJob(toProto(job));
    } else if (event.change() instanceof Event.ResidueChanged residue) {
      proto.setResidue(toProto(residue));
    }
    return proto.build();
  }

  private static TaskChange toProto(Event.TaskChanged change) {
    var proto =
        TaskChange.newBuilder()
            .setTask(TaskIds.toProto(change.task()))
            .setPreviousState(States.toProto(change.from()))
            .setState(States.toProto(change.to()))
            .setAttempt(change.attempt())
            .setNode(change.node())
            .setCause(Causes.toProto(change.cause()))
            .setMessage(change.message());
    Optional.ofNullable(change.exit()).map(Evidence::toProto).ifPresent(proto::setExit);
    return proto.build();
  }

  private static ResidueChange toProto(Event.ResidueChanged change) {
    return ResidueChange.newBuilder()
        .setTask(TaskIds.toProto(change.task()))
        .setAttempt(change.attempt())
        .setNode(change.node())
        .setProcesses(change.processes())
        .build();
  }

  private static JobChange toProto(Event.JobChanged change) {
    return JobChange.newBuilder()
        .setJobId(change.job())
        .setPreviousState(States.toProto(change.from()))
        .setState(States.toProto(change.to()))
        .setMessage(change.message())
        .build();
  }
}
