package io.reeve.client;

import io.reeve.client.internal.ClusterConverter;
import io.reeve.client.model.ClusterStatus;
import io.reeve.client.model.Parameter;
import io.reeve.proto.v1.ClusterServiceGrpc;
import io.reeve.proto.v1.GetClusterRequest;
import io.reeve.proto.v1.GetParametersRequest;
import io.reeve.proto.v1.SetParametersRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * The cluster as a whole: state, counters, parameters. Thread-safe. For request ids and the
 * exceptions of every call see {@link Jobs}.
 */
public final class Cluster {
  private final Invoker invoker;

  Cluster(Invoker invoker) {
    this.invoker = invoker;
  }

  /** The same calls with another deadline; it bounds all repetitions of a call together. */
  public Cluster withDeadline(Duration deadline) {
    return new Cluster(invoker.withDeadline(deadline));
  }

  /** The same calls with this request id; see {@link Jobs#withRequestId}. */
  public Cluster withRequestId(UUID requestId) {
    return new Cluster(invoker.withRequestId(requestId));
  }

  /** Gets version, leader and counters. */
  public ClusterStatus status() {
    return invoker.await(statusAsync());
  }

  /** As {@link #status}. */
  public CompletableFuture<ClusterStatus> statusAsync() {
    return invoker.read(
        ClusterServiceGrpc.getGetClusterMethod(),
        GetClusterRequest.getDefaultInstance(),
        ClusterConverter::model);
  }

  /**
   * Gets cluster parameters, by name.
   *
   * @param names which; none: all
   * @throws NotFoundException if there is no such parameter
   */
  public List<Parameter> parameters(String... names) {
    return invoker.await(parametersAsync(names));
  }

  /** As {@link #parameters}. */
  public CompletableFuture<List<Parameter>> parametersAsync(String... names) {
    return invoker.read(
        ClusterServiceGrpc.getGetParametersMethod(),
        GetParametersRequest.newBuilder().addAllNames(List.of(names)).build(),
        r -> r.getParametersList().stream().map(ClusterConverter::model).toList());
  }

  /**
   * Sets cluster parameters: all or none. They count for what is decided from then on.
   *
   * @param values name to value; an empty value sets the default again
   * @return all parameters after the change
   * @throws NotFoundException if there is no such parameter
   */
  public List<Parameter> setParameters(Map<String, String> values) {
    return invoker.await(setParametersAsync(values));
  }

  /** As {@link #setParameters}. */
  public CompletableFuture<List<Parameter>> setParametersAsync(Map<String, String> values) {
    UUID id = invoker.mutation();
    return invoker.mutate(
        ClusterServiceGrpc.getSetParametersMethod(),
        SetParametersRequest.newBuilder().putAllValues(values).setRequestId(id.toString()).build(),
        id,
        r -> r.getParametersList().stream().map(ClusterConverter::model).toList());
  }
}
