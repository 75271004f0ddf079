package io.reeve.agent.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The effective settings of an agent, checked.
 *
 * @param headHost host of the head node
 * @param headPort its port
 * @param insecureNetwork whether it may dial the head node beyond this machine without TLS
 * @param name node name, 1 to 64 of {@code [A-Za-z0-9._-]}
 * @param dataDir data directory, absolute
 * @param cores cores to offer, at least 1
 * @param memoryBytes memory to offer in bytes, at least 1
 * @param resources named counts to offer, for example {@code gpu}
 * @param killTimeout how long killing may go on before what is left is published as residue, 1 s to
 *     1 h
 * @param supervisor the supervisor program
 * @param containmentMode how programs are contained
 * @param containmentCgroup the cgroup below which theirs are made, absolute; empty for the agent's
 *     own
 * @param orphans what becomes of processes with the agent's mark that it has no record of
 * @param exitWithStdin whether to stop when standard input ends
 */
public record AgentConfig(
    String headHost,
    int headPort,
    boolean insecureNetwork,
    String name,
    Path dataDir,
    int cores,
    long memoryBytes,
    Map<String, Long> resources,
    Duration killTimeout,
    Path supervisor,
    ContainmentMode containmentMode,
    Optional<Path> containmentCgroup,
    OrphanPolicy orphans,
    boolean exitWithStdin) {
  private static final Pattern NODE_NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern RESOURCE_NAME = Pattern.compile("[a-z][a-z0-9_.-]{0,63}");
  private static final int MAX_RESOURCES = 32;

  /** How programs are contained. */
  public enum ContainmentMode {
    /** In cgroups where they can be made, else by the sub-reaper. */
    AUTO,
    /** In cgroups; the agent does not start where none can be made. */
    CGROUP,
    /** By the sub-reaper. */
    SUBREAPER
  }

  /** What becomes of orphans. */
  public enum OrphanPolicy {
    /** They are ended, and reported. */
    REAP,
    /** They are only reported. */
    REPORT
  }

  /** Checks every value. */
  public AgentConfig {
    resources = Map.copyOf(resources);
    check(!headHost.isEmpty(), "head: no host");
    check(headPort >= 1 && headPort <= 65535, "head: no port between 1 and 65535");
    check(
        NODE_NAME.matcher(name).matches(),
        "name: must be 1 to 64 of letters, digits, '.', '_' and '-'");
    check(dataDir.isAbsolute(), "data-dir: must be absolute");
    check(cores >= 1, "cores: must be at least 1");
    check(memoryBytes >= 1, "memory: must be at least 1 byte");
    check(resources.size() <= MAX_RESOURCES, "resources: more than " + MAX_RESOURCES);
    resources.forEach(
        (resource, count) -> {
          check(
              RESOURCE_NAME.matcher(resource).matches(),
              "resources: a name is 1 to 64 of a-z, 0-9, '_', '.', '-', and starts with a letter: "
                  + resource);
          check(count >= 1, "resources: " + resource + " must be at least 1");
        });
    check(
        containmentCgroup.map(Path::isAbsolute).orElse(true),
        "containment.cgroup: must be an absolute path");
    check(
        killTimeout.compareTo(Duration.ofSeconds(1)) >= 0
            && killTimeout.compareTo(Duration.ofHours(1)) <= 0,
        "kill-timeout: must be 1s to 1h");
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
