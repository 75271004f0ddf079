package io.reeve.scheduler.rpc.convert;

import io.reeve.proto.v1.BringOnlineRequest;
import io.reeve.proto.v1.GetNodeRequest;
import io.reeve.proto.v1.TakeOfflineRequest;
import io.reeve.scheduler.core.cluster.Command;
import io.reeve.scheduler.rpc.error.RpcException;

/**
 * Requests of NodeService: checked, then as the engine takes them. Refused ones throw RpcException.
 */
public final class NodeRequests {
  private NodeRequests() {}

  /** A node to look at. */
  public static String get(GetNodeRequest request) {
    var bad = new Violations();
    checkName(request.getName(), bad);
    bad.refuse();
    return request.getName();
  }

  /** A node to bring online. */
  public static Command online(BringOnlineRequest request) {
    var bad = new Violations();
    checkName(request.getName(), bad);
    RequestIds.check(request.getRequestId(), bad);
    bad.refuse();
    return new Command.BringOnline(
        RequestIds.key(request, request.getRequestId()), request.getName());
  }

  /** A node to take offline, on behalf of {@code caller}. */
  public static Command offline(TakeOfflineRequest request, String caller) {
    var bad = new Violations();
    checkName(request.getName(), bad);
    Texts.checkMessage(request.getMessage(), "message", bad);
    RequestIds.check(request.getRequestId(), bad);
    bad.refuse();
    if (request.hasDeadline()) {
      throw RpcException.notSupported("deadline");
    }
    return new Command.TakeOffline(
        RequestIds.key(request, request.getRequestId()),
        request.getName(),
        request.getForce(),
        caller,
        request.getMessage());
  }

  private static void checkName(String name, Violations bad) {
    bad.require(!name.isEmpty(), "name", "the name of a node");
  }
}
