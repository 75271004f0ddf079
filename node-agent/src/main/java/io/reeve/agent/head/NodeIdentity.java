package io.reeve.agent.head;

import java.util.Map;

/**
 * How the node presents itself.
 *
 * @param name node name
 * @param bootId the kernel's boot id
 * @param instanceId made anew by each start of the agent
 * @param cores cores to offer
 * @param memoryBytes memory to offer
 * @param named named resources to offer
 * @param sockets sockets of the machine
 * @param version the agent's version
 */
public record NodeIdentity(
    String name,
    String bootId,
    String instanceId,
    int cores,
    long memoryBytes,
    Map<String, Long> named,
    int sockets,
    String version) {}
