package io.reeve.agent.runner;

import java.nio.file.Path;

/**
 * What is the same for all attempts of a node.
 *
 * @param dataDir the agent's data directory, absolute
 * @param node the node's name
 * @param head the head node's host name, for the environment
 * @param bootId the kernel's boot id
 */
public record NodeContext(Path dataDir, String node, String head, String bootId) {
  /** Where the node's lease is kept; supervisors read it, too. */
  public Path leaseFile() {
    return dataDir.resolve("lease");
  }
}
