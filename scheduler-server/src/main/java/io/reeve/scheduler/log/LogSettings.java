package io.reeve.scheduler.log;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a {@link RatisCommandLog} is laid out and how often it takes snapshots.
 *
 * @param directory belongs to the log alone; made when missing
 * @param peerId this head's name inside the replicated group; must not change over the life of the
 *     directory
 * @param snapshotEntries a snapshot is taken after this many batches; at least 1
 * @param snapshotInterval a snapshot is taken after this time when anything changed
 * @param snapshotBytes a snapshot is taken after this many bytes of batches
 * @param retainedSnapshots how many snapshots stay on disk, each with the log that follows it; at
 *     least 2, so that a damaged newest one has something to fall back to
 * @param maxBatchBytes the largest batch that {@link RatisCommandLog#append} takes; 1 KiB to 64
 *     MiB. Direct memory of this size is held all the time
 * @param supervisionInterval how often the log looks after itself: whether Ratis still runs,
 *     whether a snapshot is due, whether a full disk has room again
 * @param closeTimeout how long {@link RatisCommandLog#close} waits for each of: outstanding
 *     batches, the last snapshot, Ratis
 */
public record LogSettings(
    Path directory,
    String peerId,
    int snapshotEntries,
    Duration snapshotInterval,
    long snapshotBytes,
    int retainedSnapshots,
    int maxBatchBytes,
    Duration supervisionInterval,
    Duration closeTimeout) {

  /** Refuses what cannot work. */
  public LogSettings {
    require(!peerId.isBlank(), "peerId is blank");
    require(snapshotEntries >= 1, "snapshotEntries is less than 1");
    require(isPositive(snapshotInterval), "snapshotInterval is not positive");
    require(snapshotBytes >= 1, "snapshotBytes is less than 1");
    require(retainedSnapshots >= 2, "retainedSnapshots is less than 2");
    require(
        maxBatchBytes >= 1 << 10 && maxBatchBytes <= 64 << 20,
        "maxBatchBytes is not within 1 KiB to 64 MiB");
    require(isPositive(supervisionInterval), "supervisionInterval is not positive");
    require(isPositive(closeTimeout), "closeTimeout is not positive");
  }

  /**
   * The defaults: a snapshot every 100,000 batches, 10 minutes or 64 MiB, two retained, batches up
   * to 8 MiB.
   */
  public static LogSettings in(Path directory) {
    return new LogSettings(
        directory,
        "head-1",
        100_000,
        Duration.ofMinutes(10),
        64L << 20,
        2,
        8 << 20,
        Duration.ofMillis(500),
        Duration.ofSeconds(30));
  }

  private static boolean isPositive(Duration duration) {
    return !duration.isZero() && !duration.isNegative();
  }

  private static void require(boolean held, String otherwise) {
    if (!held) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
