package io.reeve.scheduler.log;

import io.reeve.scheduler.log.LogOpenException.Reason;
import io.reeve.scheduler.log.SegmentFile.Scan;
import io.reeve.scheduler.log.SegmentFile.Tail;
import io.reeve.scheduler.log.SnapshotFiles.SnapshotFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log's directory: locked by us, checked before Ratis opens a file in it.
 *
 * <pre>
 * lock                     held while a log is open
 * raft/GROUP/current/      Ratis' segments, term and vote, configuration
 * raft/GROUP/sm/           snapshots
 * set-aside/               copies of files with a torn tail, and damaged snapshots that an older one replaced
 * </pre>
 *
 * <p>A write that was cut off at the very end was never acknowledged: the file is copied to {@code
 * set-aside/}, a warning names it, and the tail is dropped. Damage anywhere else would lose
 * acknowledged commands: refused.
 */
final class LogDirectory implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(LogDirectory.class);

  /** What must fit before a log that could not be written is tried again. */
  private static final int PROBE_BYTES = 4 * RatisProperties.PREALLOCATED;

  private final Path root;
  private final Path group;
  private final FileChannel lockFile;

  private LogDirectory(Path root, UUID groupId, FileChannel lockFile) {
    this.root = root;
    this.group = storage().resolve(groupId.toString());
    this.lockFile = lockFile;
  }

  /** Makes the directory when it is missing, and locks it. */
  static LogDirectory lock(Path root, UUID groupId) throws LogOpenException {
    FileChannel lockFile;
    try {
      Files.createDirectories(root);
      lockFile =
          FileChannel.open(
              root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw unusable(root, e);
    }
    if (!tryLock(lockFile)) {
      close(lockFile);
      throw new LogOpenException(
          Reason.LOCKED,
          "the log in " + root + " is open in another process: is a head running there already?");
    }
    return new LogDirectory(root, groupId, lockFile);
  }

  private static boolean tryLock(FileChannel lockFile) {
    try {
      FileLock lock = lockFile.tryLock(); // lives as long as the channel
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // this very process
    } catch (IOException e) {
      logger.warn("event=lock_unsupported error={}", e.toString());
      return false;
    }
  }

  /** Where Ratis keeps its groups. */
  Path storage() {
    return root.resolve("raft");
  }

  SnapshotFiles snapshots() {
    return new SnapshotFiles(group.resolve("sm"));
  }

  /**
   * Makes sure that what is on disk can be replayed without a gap, repairing what a crash may
   * leave.
   *
   * @return the snapshot to start from; empty to replay from the first entry
   */
  Optional<SnapshotFile> recover() throws LogOpenException {
    try {
      requireRoom();
      checkMetadata();
      List<SegmentFile> segments = checkedSegments();
      snapshots().deleteUnfinished();
      Optional<SnapshotFile> snapshot = newestIntact(segments);
      if (snapshot.isPresent()) {
        dropLogThatEndsBefore(snapshot.get());
      }
      return snapshot;
    } catch (IOException e) {
      throw unusable(root, e);
    }
  }

  /** Writes and deletes a file as large as what Ratis needs to go on. */
  void requireRoom() throws LogOpenException {
    Path probe = root.resolve("room");
    try {
      try (FileChannel channel =
          FileChannel.open(probe, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        ByteBuffer zeros = ByteBuffer.allocate(PROBE_BYTES);
        while (zeros.hasRemaining()) {
          channel.write(zeros);
        }
        channel.force(true);
      } finally {
        Files.deleteIfExists(probe);
      }
    } catch (IOException e) {
      throw new LogOpenException(
          Reason.NO_SPACE,
          "the log in " + root + " cannot be written (" + e.getMessage() + "): make room",
          e);
    }
  }

  /**
   * Drops every entry after {@code index}, none of which was acknowledged, after Ratis was closed
   * because it could not write them whole.
   */
  void cutAfter(long index) throws IOException {
    for (SegmentFile segment : SegmentFile.list(current())) {
      if (segment.start() > index) {
        Files.delete(segment.path());
      } else if (segment.isOpen() || segment.end().orElseThrow() > index) {
        segment.cutAfter(index);
      }
    }
  }

  @Override
  public void close() {
    close(lockFile);
  }

  private Path current() {
    return group.resolve("current");
  }

  private void checkMetadata() throws IOException, LogOpenException {
    Path metadata = current().resolve("raft-meta");
    if (!Files.exists(metadata) && !SegmentFile.list(current()).isEmpty()) {
      throw damaged(metadata, "is missing, although there is a log beside it");
    }
  }

  private List<SegmentFile> checkedSegments() throws IOException, LogOpenException {
    List<SegmentFile> usable = new ArrayList<>();
    List<SegmentFile> all = SegmentFile.list(current());
    long next = all.isEmpty() ? 0 : all.get(0).start();
    for (SegmentFile segment : all) {
      if (segment.start() != next) {
        throw damaged(
            segment.path(),
            "should start at entry " + next + ": the segment before it is missing or short");
      }
      boolean last = segment.equals(all.get(all.size() - 1));
      Scan scan = segment.scan();
      checkSegment(segment, scan, last);
      if (scan.last() >= segment.start()) {
        usable.add(segment);
      }
      next = scan.last() + 1;
    }
    return usable;
  }

  private void checkSegment(SegmentFile segment, Scan scan, boolean last)
      throws IOException, LogOpenException {
    boolean complete =
        segment.isOpen() ? scan.tail() == Tail.CLEAN : segment.end().orElseThrow() == scan.last();
    if (complete && (last || !segment.isOpen())) {
      return;
    }
    if (!segment.isOpen() || !last || scan.tail() == Tail.DAMAGED) {
      throw damaged(
          segment.path(),
          "is damaged at byte " + scan.validBytes() + ", after entry " + scan.last());
    }
    setTornTailAside(segment, scan);
  }

  private void setTornTailAside(SegmentFile segment, Scan scan) throws IOException {
    Path copy = setAside(segment.path());
    Files.copy(segment.path(), copy);
    if (scan.validBytes() == 0) {
      Files.delete(segment.path()); // not even its header was written
    } else {
      segment.truncate(scan.validBytes());
    }
    logger.warn(
        "event=torn_tail_dropped file={} copy={} last_entry={} valid_bytes={}"
            + " msg=\"the last write was cut off; it was never acknowledged\"",
        segment.path(),
        copy,
        scan.last(),
        scan.validBytes());
  }

  private Optional<SnapshotFile> newestIntact(List<SegmentFile> segments)
      throws IOException, LogOpenException {
    long firstInLog = segments.isEmpty() ? Long.MAX_VALUE : segments.get(0).start();
    List<SnapshotFile> broken = new ArrayList<>();
    for (SnapshotFile snapshot : snapshots().list()) {
      if (!snapshot.isIntact()) {
        broken.add(snapshot);
        continue;
      }
      if (firstInLog > snapshot.at().getIndex() + 1 && !(segments.isEmpty() && broken.isEmpty())) {
        throw unreachable(
            broken, firstInLog, "the newest intact snapshot ends at " + snapshot.at().getIndex());
      }
      setAside(broken);
      return Optional.of(snapshot);
    }
    if (firstInLog > 0 && !(segments.isEmpty() && broken.isEmpty())) {
      throw unreachable(broken, firstInLog, "there is no intact snapshot");
    }
    setAside(broken);
    return Optional.empty();
  }

  /** Ratis cannot append behind a gap, which a tail torn off below the snapshot would be. */
  private void dropLogThatEndsBefore(SnapshotFile snapshot) throws IOException {
    List<SegmentFile> segments = SegmentFile.list(current());
    if (segments.isEmpty()
        || segments.get(segments.size() - 1).scan().last() >= snapshot.at().getIndex()) {
      return;
    }
    for (SegmentFile segment : segments) {
      Files.delete(segment.path());
    }
    logger.warn(
        "event=log_dropped msg=\"it ends before the snapshot, which holds all of it\" snapshot={}",
        snapshot.path());
  }

  private LogOpenException unreachable(
      List<SnapshotFile> broken, long firstInLog, String whatThereIs) {
    Path culprit = broken.isEmpty() ? group.resolve("sm") : broken.get(0).path();
    String reach = firstInLog == Long.MAX_VALUE ? "is empty" : "starts at entry " + firstInLog;
    return damaged(culprit, "holds no usable snapshot: the log " + reach + " and " + whatThereIs);
  }

  private void setAside(List<SnapshotFile> broken) throws IOException {
    for (SnapshotFile snapshot : broken) {
      Path aside = setAside(snapshot.path());
      Files.move(snapshot.path(), aside);
      Files.deleteIfExists(snapshot.digest());
      logger.warn(
          "event=damaged_snapshot_set_aside file={} moved_to={} msg=\"starting from an older one and the log\"",
          snapshot.path(),
          aside);
    }
  }

  /** A free name for {@code file} in set-aside/. */
  private Path setAside(Path file) throws IOException {
    Path directory = Files.createDirectories(root.resolve("set-aside"));
    for (int n = 1; ; n++) {
      Path candidate = directory.resolve(file.getFileName() + "." + n);
      if (!Files.exists(candidate)) {
        return candidate;
      }
    }
  }

  private LogOpenException damaged(Path file, String how) {
    return new LogOpenException(
        Reason.DAMAGED,
        file
            + " "
            + how
            + ". Starting would lose commands that were acknowledged, so the head does not."
            + " Way out: move "
            + root
            + " away as a whole and put a backup of it in its place (a copy made while the head was stopped, or of a"
            + " file system snapshot), then start again; what happened after the backup is lost.");
  }

  private static LogOpenException unusable(Path root, IOException e) {
    return new LogOpenException(
        Reason.UNUSABLE_DIRECTORY, "the log directory " + root + " cannot be used: " + e, e);
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      logger.warn("event=unlock_failed error={}", e.toString());
    }
  }
}
