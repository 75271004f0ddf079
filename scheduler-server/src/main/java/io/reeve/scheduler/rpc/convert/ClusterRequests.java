package io.reeve.scheduler.rpc.convert;

import io.reeve.proto.v1.SetParametersRequest;
import io.reeve.scheduler.core.cluster.Command;
import java.util.TreeMap;

/**
 * Requests of ClusterService: checked, then as the engine takes them. Refused ones throw
 * RpcException.
 */
public final class ClusterRequests {
  private ClusterRequests() {}

  /** Parameters to set. */
  public static Command set(SetParametersRequest request) {
    var bad = new Violations();
    ParameterValues.check(request.getValuesMap(), "values", bad);
    RequestIds.check(request.getRequestId(), bad);
    bad.refuse();
    return new Command.SetParameters(
        RequestIds.key(request, request.getRequestId()), new TreeMap<>(request.getValuesMap()));
  }
}
