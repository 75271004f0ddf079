package io.reeve.scheduler.core.node;

import io.reeve.scheduler.core.Resources;

/**
 * How an agent presents its node.
 *
 * @param name unique in the cluster
 * @param bootId the kernel's boot id
 * @param instanceId made anew by every start of the agent
 * @param capacity what the node has
 * @param sockets sockets of the machine
 * @param agentVersion version of the agent
 * @param containment what contains processes there
 */
public record NodeOffer(
    String name,
    String bootId,
    String instanceId,
    Resources capacity,
    int sockets,
    String agentVersion,
    String containment) {
  /** What agents call the containment of the plain sh supervisor, which knows no lease. */
  private static final String WITHOUT_LEASE = "session-scan";

  /** Whether what runs there ends with the lease even when the agent is gone. */
  public boolean keepsLease() {
    return !containment.startsWith(WITHOUT_LEASE);
  }
}
