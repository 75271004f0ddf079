package io.reeve.scheduler.log;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys.Log;
import org.apache.ratis.server.RaftServerConfigKeys.Rpc;
import org.apache.ratis.server.RaftServerConfigKeys.Snapshot;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** What Ratis is told, and why. */
final class RatisProperties {
  /** Room for Ratis' own fields around a batch. */
  private static final int ENTRY_OVERHEAD = 4 << 10;

  static final int PREALLOCATED = 1 << 20;

  private RatisProperties() {}

  static RaftProperties of(LogSettings settings, Path storage) {
    RaftProperties p = new RaftProperties();
    p.set(RaftConfigKeys.Rpc.TYPE_KEY, LocalRpcType.class.getName());
    // The default is a world-writable temporary directory.
    RaftServerConfigKeys.setStorageDir(p, List.of(storage.toFile()));
    segments(p, settings);
    snapshots(p);
    elections(p);
    return p;
  }

  private static void segments(RaftProperties p, LogSettings settings) {
    int entry = settings.maxBatchBytes() + ENTRY_OVERHEAD;
    Log.setSegmentSizeMax(p, SizeInBytes.valueOf(8 << 20));
    // Appending inside preallocated zeros makes fdatasync twice as fast: the file's size does not
    // change.
    Log.setPreallocatedSize(p, SizeInBytes.valueOf(PREALLOCATED));
    // The appender's limit is also the limit for one entry, and the write buffer must hold one with
    // its frame.
    Log.Appender.setBufferByteLimit(p, SizeInBytes.valueOf(entry));
    Log.setWriteBufferSize(p, SizeInBytes.valueOf(entry + 64));
    Log.setQueueByteLimit(p, SizeInBytes.valueOf(Math.max(16 << 20, 2 * entry)));
    // With the defaults the cache grows to hundreds of MB of objects.
    Log.setSegmentCacheNumMax(p, 2);
    Log.setSegmentCacheSizeMax(p, SizeInBytes.valueOf(16 << 20));
    // Entries that only say how far the log is committed: a third more writes, for nothing we read.
    Log.setLogMetadataEnabled(p, false);
    // Damage is looked for, and set aside or refused, in LogDirectory. Ratis itself shall never
    // pass over any.
    Log.setCorruptionPolicy(p, Log.CorruptionPolicy.EXCEPTION);
    // Keeps each reply this long; we never send a request twice.
    RaftServerConfigKeys.RetryCache.setExpiryTime(p, TimeDuration.valueOf(2, TimeUnit.SECONDS));
  }

  private static void snapshots(RaftProperties p) {
    // Taken by Snapshots; Ratis would stop applying meanwhile.
    Snapshot.setAutoTriggerEnabled(p, false);
    Snapshot.setTriggerWhenStopEnabled(p, false);
    Log.setPurgeUptoSnapshotIndex(p, true);
    Log.setPurgeGap(p, 1);
  }

  private static void elections(RaftProperties p) {
    // Nobody else can win: do not wait for others before the first election.
    Rpc.setFirstElectionTimeoutMin(p, TimeDuration.valueOf(1, TimeUnit.MILLISECONDS));
    Rpc.setFirstElectionTimeoutMax(p, TimeDuration.valueOf(2, TimeUnit.MILLISECONDS));
  }
}
