package io.reeve.scheduler.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * The settings of one daemon, checked. Meaning, units and defaults: {@code default-config.yaml}.
 *
 * @param listen where clients and agents dial in
 * @param dataDir where the log lives
 * @param clusterName for people and for the environment of tasks
 * @param insecureNetwork whether it may listen beyond this machine without TLS
 * @param log how the log is kept small
 * @param events what is held for watchers
 * @param limits what may wait
 */
public record SchedulerConfig(
    Address listen,
    Path dataDir,
    String clusterName,
    boolean insecureNetwork,
    Log log,
    Events events,
    Limits limits) {
  private static final Pattern CLUSTER_NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  public SchedulerConfig {
    require(
        CLUSTER_NAME.matcher(clusterName).matches(),
        "cluster-name: '" + clusterName + "' is not 1 to 64 of letters, digits, '.', '_' and '-'");
  }

  /**
   * How the log is kept small.
   *
   * @param snapshotEntries after so many batches
   * @param snapshotInterval after so long
   * @param snapshotBytes after so many bytes
   */
  public record Log(int snapshotEntries, Duration snapshotInterval, long snapshotBytes) {
    private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);

    public Log {
      require(snapshotEntries >= 1, "log.snapshot-entries: not at least 1");
      require(
          snapshotInterval.compareTo(SHORTEST_INTERVAL) >= 0,
          "log.snapshot-interval: not at least 1s");
      require(snapshotBytes >= 1, "log.snapshot-bytes: not at least 1B");
    }
  }

  /**
   * What is held for watchers.
   *
   * @param held how many events
   */
  public record Events(int held) {
    public Events {
      require(held >= 1, "events.held: not at least 1");
    }
  }

  /**
   * What may wait.
   *
   * @param messageBytes the largest request
   * @param waitingCommands commands to be logged
   * @param waitingReads questions to be answered
   * @param awaited tasks and jobs that somebody waits for
   * @param watches watches that are open
   * @param waits waiting calls that are open
   */
  public record Limits(
      int messageBytes,
      int waitingCommands,
      int waitingReads,
      int awaited,
      int watches,
      int waits) {
    private static final int SMALLEST_MESSAGE = 64 << 10;
    private static final int LARGEST_MESSAGE = 7 << 20;

    public Limits {
      require(
          SMALLEST_MESSAGE <= messageBytes && messageBytes <= LARGEST_MESSAGE,
          "limits.message-bytes: not 64KiB to 7MiB");
      require(waitingCommands >= 1, "limits.waiting-commands: not at least 1");
      require(waitingReads >= 1, "limits.waiting-reads: not at least 1");
      require(awaited >= 1, "limits.awaited: not at least 1");
      require(watches >= 1, "limits.watches: not at least 1");
      require(waits >= 1, "limits.waits: not at least 1");
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
