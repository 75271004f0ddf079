package io.reeve.scheduler.rpc.convert;

import io.reeve.proto.v1.ProcessInfo;
import io.reeve.scheduler.core.task.Sighting;
import java.util.Optional;

/** Processes that agents saw. */
final class Sightings {
  private Sightings() {}

  static ProcessInfo toProto(Sighting process) {
    var proto =
        ProcessInfo.newBuilder()
            .setPid(process.pid())
            .setState(process.state())
            .setWaitChannel(process.waitChannel())
            .setOwner(process.owner())
            .setCommand(process.command());
    Optional.ofNullable(process.startedAt()).map(Times::toProto).ifPresent(proto::setStartTime);
    return proto.build();
  }
}
