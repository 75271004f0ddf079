package io.reeve.scheduler.nodes;

/**
 * What agents are told about this head node.
 *
 * @param clusterName the cluster's name, for the tasks' environment
 * @param version this program's version
 */
public record HeadIdentity(String clusterName, String version) {}
