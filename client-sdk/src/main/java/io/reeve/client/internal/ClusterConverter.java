package io.reeve.client.internal;

import io.reeve.client.model.ClusterStatus;
import io.reeve.client.model.JobStateCount;
import io.reeve.client.model.Parameter;
import io.reeve.proto.v1.GetClusterResponse;

/** The cluster and its parameters. Total in both directions. */
public final class ClusterConverter {
  private ClusterConverter() {}

  /** The value of an answer. */
  public static ClusterStatus model(GetClusterResponse cluster) {
    return new ClusterStatus(
        cluster.getName(),
        cluster.getVersion(),
        cluster.getLeader(),
        cluster.getTerm(),
        Times.optional(cluster.hasReadyTime(), cluster.getReadyTime()),
        cluster.getJobsList().stream()
            .map(
                count ->
                    new JobStateCount(Enums.JOB_STATE.model(count.getState()), count.getCount()))
            .toList(),
        JobConverter.model(cluster.getTasks()),
        cluster.getNodes(),
        cluster.getNodesReady(),
        cluster.getCores(),
        cluster.getCoresUsed(),
        cluster.getEventNumber(),
        cluster.getCountersMap());
  }

  /** The message of a value. */
  public static GetClusterResponse proto(ClusterStatus cluster) {
    var proto =
        GetClusterResponse.newBuilder()
            .setName(cluster.name())
            .setVersion(cluster.version())
            .setLeader(cluster.leader())
            .setTerm(cluster.term())
            .setTasks(JobConverter.proto(cluster.tasks()))
            .setNodes(cluster.nodes())
            .setNodesReady(cluster.nodesReady())
            .setCores(cluster.cores())
            .setCoresUsed(cluster.coresUsed())
            .setEventNumber(cluster.eventNumber())
            .putAllCounters(cluster.counters());
    cluster.readyTime().map(Times::proto).ifPresent(proto::setReadyTime);
    for (JobStateCount count : cluster.jobs()) {
      proto.addJobsBuilder().setState(Enums.JOB_STATE.proto(count.state())).setCount(count.count());
    }
    return proto.build();
  }

  /** The value of a message. */
  public static Parameter model(io.reeve.proto.v1.Parameter parameter) {
    return new Parameter(
        parameter.getName(),
        parameter.getValue(),
        parameter.getDefaultValue(),
        parameter.getDescription());
  }

  /** The message of a value. */
  public static io.reeve.proto.v1.Parameter proto(Parameter parameter) {
    return io.reeve.proto.v1.Parameter.newBuilder()
        .setName(parameter.name())
        .setValue(parameter.value())
        .setDefaultValue(parameter.defaultValue())
        .setDescription(parameter.description())
        .build();
  }
}
