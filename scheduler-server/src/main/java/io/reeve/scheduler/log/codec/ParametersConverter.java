package io.reeve.scheduler.log.codec;

import io.reeve.proto.log.v1.SnapshotProto;
import io.reeve.scheduler.core.cluster.Parameters;
import io.reeve.scheduler.core.node.FormerLease;
import io.reeve.scheduler.core.node.Lease;
import java.util.EnumMap;
import java.util.List;

/** The cluster parameters, and a lease that followed from former ones. */
final class ParametersConverter {
  private ParametersConverter() {}

  static SnapshotProto.ParameterName toStored(Parameters.Name name) {
    return switch (name) {
      case TASK_CANCEL_GRACE_PERIOD ->
          SnapshotProto.ParameterName.PARAMETER_NAME_TASK_CANCEL_GRACE_PERIOD;
      case HEARTBEAT_INTERVAL -> SnapshotProto.ParameterName.PARAMETER_NAME_HEARTBEAT_INTERVAL;
      case INACTIVITY_COUNT -> SnapshotProto.ParameterName.PARAMETER_NAME_INACTIVITY_COUNT;
      case TASK_RETRY_COUNT -> SnapshotProto.ParameterName.PARAMETER_NAME_TASK_RETRY_COUNT;
    };
  }

  static Parameters.Name fromStored(SnapshotProto.ParameterName stored) {
    return switch (stored) {
      case PARAMETER_NAME_TASK_CANCEL_GRACE_PERIOD -> Parameters.Name.TASK_CANCEL_GRACE_PERIOD;
      case PARAMETER_NAME_HEARTBEAT_INTERVAL -> Parameters.Name.HEARTBEAT_INTERVAL;
      case PARAMETER_NAME_INACTIVITY_COUNT -> Parameters.Name.INACTIVITY_COUNT;
      case PARAMETER_NAME_TASK_RETRY_COUNT -> Parameters.Name.TASK_RETRY_COUNT;
      case PARAMETER_NAME_UNSPECIFIED, UNRECOGNIZED ->
          throw new UnknownValueException("cluster parameter");
    };
  }

  /** What was set, in the order of the names, which is that of the map. */
  static List<SnapshotProto.Parameter> toStored(Parameters parameters) {
    return parameters.values().entrySet().stream()
        .map(
            set ->
                SnapshotProto.Parameter.newBuilder()
                    .setName(toStored(set.getKey()))
                    .setValue(set.getValue())
                    .build())
        .toList();
  }

  static SnapshotProto.FormerLease toStored(FormerLease former) {
    return SnapshotProto.FormerLease.newBuilder()
        .setHeartbeatIntervalMicros(Values.micros(former.lease().heartbeatInterval()))
        .setInactivityCount(former.lease().inactivityCount())
        .setUntilMicros(Values.micros(former.until()))
        .build();
  }

  static FormerLease fromStored(SnapshotProto.FormerLease stored) {
    return new FormerLease(
        new Lease(
            Values.duration(stored.getHeartbeatIntervalMicros()), stored.getInactivityCount()),
        Values.instant(stored.getUntilMicros()));
  }

  static Parameters fromStored(List<SnapshotProto.Parameter> stored) {
    var values = new EnumMap<Parameters.Name, Long>(Parameters.Name.class);
    stored.forEach(set -> values.put(fromStored(set.getName()), set.getValue()));
    return new Parameters(values);
  }
}
