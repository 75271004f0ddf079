package io.reeve.scheduler.rpc;

import io.grpc.Attributes;
import javax.inject.Inject;

/**
 * Takes every caller for the user who runs the daemon. Honest only as long as the daemon listens on
 * loopback alone and its connections carry no identity: there, whoever can connect is on this
 * machine. Certificates of clients come later, as another implementation.
 */
final class DaemonUserResolver implements CallerResolver {
  private final Caller user;

  @Inject
  DaemonUserResolver(RpcSettings settings) {
    this.user = new Caller(settings.daemonUser());
  }

  @Override
  public Caller resolve(Attributes transport) {
    return user;
  }
}
