package io.reeve.scheduler.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.reeve.scheduler.engine.CommandLog;
import io.reeve.scheduler.engine.CommandLog.Role;
import io.reeve.scheduler.engine.CommandLog.Role.Kind;
import io.reeve.scheduler.engine.CommandLog.RoleListener;
import io.reeve.scheduler.engine.LogException.Outcome;
import io.reeve.scheduler.engine.Replica;
import io.reeve.scheduler.log.LogOpenException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RatisCommandLogTest extends CommandLogContract {
  @TempDir Path root;
  private int lives;
  private final AtomicLong nanos = new AtomicLong();

  private Path directory() {
    return root.resolve("log" + lives);
  }

  @Override
  CommandLog open(Replica replica, RoleListener listener) throws Exception {
    return open(LogFixture.settings(directory()), replica, listener);
  }

  private RatisCommandLog open(LogSettings settings, Replica replica, RoleListener listener)
      throws Exception {
    RatisCommandLog log = RatisCommandLog.open(settings, nanos::get, replica, listener);
    track(log);
    return log;
  }

  @Override
  void crash(CommandLog log) throws Exception {
    Path left = directory();
    lives++;
    LogFixture.copy(left, directory());
    log.close();
  }

  // Damage.

  @Test
  void open_tailCutAnywhereInTheLastEntry_dropsItAndSetsTheFileAside() throws Exception {
    CommandLog log = lead(replica());
    appendAll(log, numbered("batch", 20));
    crash(log);
    Path pristine = directory();
    SegmentFile segment = last(LogFixture.segments(pristine));
    long end = segment.scan().validBytes();
    long lastStart = startOfLastEntry(segment);

    for (long cut = lastStart + 1; cut < end; cut += Math.max(1, (end - lastStart) / 6)) {
      lives++;
      LogFixture.copy(pristine, directory());
      last(LogFixture.segments(directory())).truncate(cut);

      RecordingReplica replica = replica();
      CommandLog reopened = lead(replica);
      assertThat(replica.state()).as("cut at %d", cut).isEqualTo(numbered("batch", 19));
      assertThat(LogFixture.setAside(directory())).hasSize(1);
      appendAll(reopened, List.of("on"));
      reopened.close();
    }
  }

  @Test
  void open_lastEntryHalfZeroed_dropsIt() throws Exception {
    CommandLog log = lead(replica());
    appendAll(log, numbered("batch", 20));
    crash(log);
    SegmentFile segment = last(LogFixture.segments(directory()));
    long end = segment.scan().validBytes();
    byte[] content = Files.readAllBytes(segment.path());
    Arrays.fill(content, (int) end - 8, (int) end, (byte) 0);
    Files.write(segment.path(), content, StandardOpenOption.TRUNCATE_EXISTING);

    RecordingReplica replica = replica();
    lead(replica);

    assertThat(replica.state()).isEqualTo(numbered("batch", 19));
    assertThat(LogFixture.setAside(directory())).hasSize(1);
  }

  @Test
  void open_tailTornAfterASnapshotThatHoldsIt_losesNothing() throws Exception {
    CommandLog log = lead(replica());
    appendAll(log, numbered("batch", 20));
    log.close();
    SegmentFile segment = last(LogFixture.segments(directory()));
    segment.truncate(segment.scan().validBytes() - 3);

    RecordingReplica replica = replica();
    CommandLog reopened = lead(replica);
    appendAll(reopened, List.of("on"));
    crash(reopened);

    RecordingReplica again = replica();
    lead(again);
    assertThat(again.state()).hasSize(21).endsWith("batch19", "on");
  }

  @Test
  void open_flippedByteInAClosedSegment_refusesAndNamesTheFile() throws Exception {
    CommandLog log = lead(replica());
    appendAll(log, numbered("batch", 20));
    crash(log);
    crash(lead(replica())); // the new term closed the segment
    SegmentFile closed = closed(LogFixture.segments(directory()));
    LogFixture.flip(closed.path(), closed.scan().validBytes() / 2);

    LogOpenException refusal = refusal();

    assertThat(refusal.reason()).isEqualTo(Reason.DAMAGED);
    assertThat(refusal).hasMessageContaining(closed.path().toString());
  }

  @Test
  void open_flippedByteBeforeALaterEntry_refuses() throws Exception {
    CommandLog log = lead(replica());
    appendAll(log, numbered("batch", 20));
    crash(log);
    SegmentFile open = last(LogFixture.segments(directory()));
    LogFixture.flip(open.path(), open.scan().validBytes() / 2);

    assertThat(refusal().reason()).isEqualTo(Reason.DAMAGED);
    assertThat(LogFixture.setAside(directory())).isEmpty();
  }

  @Test
  void open_missingOrShortSegmentInTheMiddle_refuses() throws Exception {
    for (int life = 0; life < 3; life++) {
      CommandLog log = lead(replica());
      appendAll(log, numbered("batch", 5));
      crash(log);
    }
    Path pristine = directory();
    lives++;
    LogFixture.copy(pristine, directory());
    Files.delete(LogFixture.segments(directory()).get(1).path());
    assertThat(refusal().reason()).isEqualTo(Reason.DAMAGED);

    lives++;
    LogFixture.copy(pristine, directory());
    SegmentFile first = LogFixture.segments(directory()).get(0);
    first.truncate(startOfLastEntry(first));
    assertThat(refusal().reason()).isEqualTo(Reason.DAMAGED);
  }

  @Test
  void open_missingVote_refuses() throws Exception {
    CommandLog log = lead(replica());
    appendAll(log, List.of("a"));
    crash(log);
    Files.delete(LogFixture.group(directory()).resolve("current").resolve("raft-meta"));
    assertThat(refusal().reason()).isEqualTo(Reason.DAMAGED);
  }

  @Test
  void open_newestSnapshotDamaged_fallsBackToTheOneBefore() throws Exception {
    CommandLog log = lead(replica());
    appendAll(log, numbered("a", 10));
    get(log.snapshot());
    appendAll(log, numbered("b", 10));
    get(log.snapshot());
    appendAll(log, numbered("c", 10));
    crash(log);
    LogFixture.flip(LogFixture.snapshots(directory()).get(0).path(), 20);

    RecordingReplica replica = replica();
    lead(replica);

    assertThat(replica.state()).hasSize(30).startsWith("a0").endsWith("c9");
    assertThat(replica.appliedInThisLife()).hasSize(20).startsWith("b0");
    assertThat(LogFixture.setAside(directory())).hasSize(1);
  }

  @Test
  void open_everySnapshotDamagedAndTheLogPurged_refuses() throws Exception {
    CommandLog log = lead(replica());
    for (int i = 0; i < 3; i++) {
      appendAll(log, numbered("a", 10));
      get(log.snapshot());
      log.close(); // a new segment, so that there is something to purge
      log = lead(replica());
    }
    await().until(() -> LogFixture.segments(directory()).get(0).start() > 0);
    crash(log);
    for (var snapshot : LogFixture.snapshots(directory())) {
      LogFixture.flip(snapshot.path(), 20);
    }

    assertThat(refusal().reason()).isEqualTo(Reason.DAMAGED);
    assertThat(LogFixture.setAside(directory())).as("a refusal moves nothing").isEmpty();
  }

  @Test
  void open_unfinishedSnapshotOfACrash_isPassedOverAndDeleted() throws Exception {
    CommandLog log = lead(replica());
    appendAll(log, List.of("a"));
    crash(log);
    Path unfinished = LogFixture.group(directory()).resolve("sm").resolve("snapshot.1_1.tmp");
    Files.writeString(unfinished, "half");

    RecordingReplica replica = replica();
    lead(replica);

    assertThat(replica.state()).containsExactly("a");
    assertThat(unfinished).doesNotExist();
  }

  @Test
  void open_replicaCannotReadTheSnapshot_refuses() throws Exception {
    CommandLog log = lead(replica());
    appendAll(log, List.of("a"));
    log.close();
    RecordingReplica inner = replica();

    LogOpenException refusal =
        catchThrowableOfType(
            LogOpenException.class, () -> open(new UnreadableReplica(inner), role -> {}));

    assertThat(refusal.reason()).isEqualTo(Reason.INCOMPATIBLE);
  }

  // The directory.

  @Test
  void open_twice_refusesTheSecond() throws Exception {
    lead(replica());
    assertThat(refusal().reason()).isEqualTo(Reason.LOCKED);
  }

  @Test
  void open_onAFile_refuses_andLeavesNoThread() throws Exception {
    Files.writeString(directory(), "not a directory");
    Set<Thread> before = threads();
    assertThat(refusal().reason()).isEqualTo(Reason.UNUSABLE_DIRECTORY);
    assertThat(threads()).isEqualTo(before);
  }

  @Test
  void close_leavesNoThreadThatKeepsTheProcess() throws Exception {
    Set<Thread> before = threads();
    CommandLog log = lead(replica());
    appendAll(log, List.of("a"));
    assertThat(threads()).as("while open").isEqualTo(before);
    log.close();
    assertThat(threads()).isEqualTo(before);
  }

  // Snapshots.

  @Test
  void snapshot_afterSoManyEntries_isTaken_andTheLogStaysShort() throws Exception {
    LogSettings settings = LogFixture.settings(directory(), 2_000, Duration.ofHours(1), 1L << 40);
    RecordingReplica replica = replica();
    RatisCommandLog log = open(settings, replica, role -> {});
    await().until(() -> log.role().kind() == Kind.LEADER);
    String batch = "x".repeat(4_000); // 32 MB in all; a segment is 8 MiB
    List<CompletableFuture<Long>> answers = new ArrayList<>();
    for (int i = 0; i < 8_000; i++) {
      answers.add(log.append(bytes(batch)).toCompletableFuture());
      if (answers.size() == 16) {
        get(answers.remove(0));
      }
    }
    get(CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new)));
    get(log.snapshot());

    assertThat(LogFixture.snapshots(directory())).hasSize(2);
    await()
        .untilAsserted(
            () -> assertThat(LogFixture.segments(directory()).get(0).start()).isPositive());
    log.close();
    RecordingReplica restarted = replica();
    lead(restarted);
    assertThat(restarted.state()).hasSize(8_000);
  }

  @Test
  void snapshot_whileOneIsWritten_isNotDueAgainAtOnce() throws Exception {
    LogSettings settings = LogFixture.settings(directory(), 10, Duration.ofHours(1), 1L << 40);
    RecordingReplica replica = replica();
    CountDownLatch mayWrite = replica.holdSnapshots();
    RatisCommandLog log = open(settings, replica, role -> {});
    await().until(() -> log.role().kind() == Kind.LEADER);
    appendAll(log, numbered("a", 10));
    await().until(() -> replica.snapshots() == 1);
    appendAll(log, numbered("b", 9));
    mayWrite.countDown();
    await().until(() -> LogFixture.snapshots(directory()).size() == 1);

    await().during(Duration.ofMillis(200)).until(() -> replica.snapshots() == 1);
    appendAll(log, List.of("c"));
    await().until(() -> replica.snapshots() == 2);
  }

  @Test
  void snapshot_afterSoManyBytes_isTaken() throws Exception {
    LogSettings settings = LogFixture.settings(directory(), 1_000_000, Duration.ofHours(1), 10_000);
    RatisCommandLog log = open(settings, replica(), role -> {});
    await().until(() -> log.role().kind() == Kind.LEADER);
    appendAll(log, List.of("x".repeat(9_000)));
    assertThat(LogFixture.snapshots(directory())).isEmpty();
    appendAll(log, List.of("x".repeat(2_000)));
    await().until(() -> LogFixture.snapshots(directory()).size() == 1);
  }

  @Test
  void snapshot_afterSoMuchTime_isTaken_butOnlyWhenSomethingChanged() throws Exception {
    LogSettings settings =
        LogFixture.settings(directory(), 1_000_000, Duration.ofMinutes(10), 1L << 40);
    RatisCommandLog log = open(settings, replica(), role -> {});
    await().until(() -> log.role().kind() == Kind.LEADER);
    appendAll(log, List.of("a"));
    nanos.addAndGet(Duration.ofMinutes(9).toNanos());
    await().during(Duration.ofMillis(200)).until(() -> LogFixture.snapshots(directory()).isEmpty());
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    await().until(() -> LogFixture.snapshots(directory()).size() == 1);
    nanos.addAndGet(Duration.ofMinutes(11).toNanos());
    await()
        .during(Duration.ofMillis(200))
        .until(() -> LogFixture.snapshots(directory()).size() == 1);
  }

  // Failures.

  @Test
  void append_tooLarge_isABugOfTheCaller() throws Exception {
    CommandLog log = lead(replica());
    assertThatThrownBy(() -> log.append(new byte[(8 << 20) + 1]))
        .isInstanceOf(IllegalArgumentException.class);
    appendAll(log, List.of("x".repeat(8 << 20)));
  }

  @Test
  void append_replicaFails_turnsFailed_andTheBatchIsUnknown() throws Exception {
    RecordingReplica replica = replica();
    List<Role> roles = Collections.synchronizedList(new ArrayList<>());
    CommandLog log = track(open(replica, roles::add));
    await().until(() -> log.role().kind() == Kind.LEADER);
    replica.failFromNowOn();

    assertThat(outcomeOf(log.append(bytes("a")))).isEqualTo(Outcome.UNKNOWN);
    await().until(() -> log.role().kind() == Kind.FAILED);
    assertThat(roles).extracting(Role::kind).containsExactly(Kind.LEADER, Kind.FAILED);
    assertThat(outcomeOf(log.append(bytes("b")))).isEqualTo(Outcome.NOT_LEADER);
    log.close();
    assertThat(LogFixture.snapshots(directory())).as("a broken state is not kept").isEmpty();
  }

  @Test
  void ratisStopsByItself_turnsFailed() throws Exception {
    List<Role> roles = Collections.synchronizedList(new ArrayList<>());
    RatisCommandLog log = open(LogFixture.settings(directory()), replica(), roles::add);
    await().until(() -> log.role().kind() == Kind.LEADER);

    log.peer()
        .orElseThrow()
        .close(Duration.ofSeconds(10)); // what Ratis does after a pause of a minute

    await().until(() -> log.role().kind() == Kind.FAILED);
    assertThat(roles).extracting(Role::kind).endsWith(Kind.FAILED).doesNotContain(Kind.READ_ONLY);
    assertThat(outcomeOf(log.append(bytes("b")))).isEqualTo(Outcome.NOT_LEADER);
  }

  @Test
  void close_replicaHangs_givesUp_andTheBatchIsUnknown() throws Exception {
    LogSettings patient = LogFixture.settings(directory());
    LogSettings settings =
        new LogSettings(
            patient.directory(),
            patient.peerId(),
            patient.snapshotEntries(),
            patient.snapshotInterval(),
            patient.snapshotBytes(),
            patient.retainedSnapshots(),
            patient.maxBatchBytes(),
            patient.supervisionInterval(),
            Duration.ofMillis(200));
    RecordingReplica replica = replica();
    RatisCommandLog log = open(settings, replica, role -> {});
    await().until(() -> log.role().kind() == Kind.LEADER);
    CompletableFuture<Void> release = replica.holdApplied();
    CompletableFuture<Long> answer = log.append(bytes("a")).toCompletableFuture();
    await().until(() -> replica.state().contains("a"));

    log.close();

    assertThat(outcomeOf(answer)).isEqualTo(Outcome.UNKNOWN);
    assertThat(refusal().reason()).as("Ratis may still write").isEqualTo(Reason.LOCKED);
    release.complete(null);
    await()
        .until(RatisCommandLogTest::ratisHasStopped); // or it writes while the directory is deleted
  }

  private static boolean ratisHasStopped() {
    return Thread.getAllStackTraces().keySet().stream()
        .noneMatch(thread -> thread.getName().endsWith("SegmentedRaftLogWorker"));
  }

  private LogOpenException refusal() {
    return catchThrowableOfType(LogOpenException.class, () -> open(replica(), role -> {}));
  }

  private static SegmentFile last(List<SegmentFile> segments) {
    return segments.get(segments.size() - 1);
  }

  private static SegmentFile closed(List<SegmentFile> segments) {
    return segments.stream().filter(segment -> !segment.isOpen()).findFirst().orElseThrow();
  }

  private long startOfLastEntry(SegmentFile segment) throws IOException {
    Path copy = Files.copy(segment.path(), root.resolve(segment.path().getFileName()));
    SegmentFile shortened = new SegmentFile(copy, segment.start(), segment.end());
    long bytes = shortened.cutAfter(segment.scan().last() - 1).scan().validBytes();
    Files.deleteIfExists(copy);
    return bytes;
  }

  /** Those that would keep the process alive. */
  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.isDaemon())
        .collect(Collectors.toSet());
  }

  private record UnreadableReplica(Replica inner) implements Replica {
    @Override
    public CompletionStage<Void> apply(long index, byte[] batch) {
      return inner.apply(index, batch);
    }

    @Override
    public CompletionStage<Frozen> snapshot() {
      return inner.snapshot();
    }

    @Override
    public void restore(InputStream in) throws IOException {
      throw new IOException("not mine");
    }
  }
}
