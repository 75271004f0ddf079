package io.reeve.scheduler.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reeve.scheduler.engine.CommandLog.Role;
import io.reeve.scheduler.engine.CommandLog.Role.Kind;
import io.reeve.scheduler.engine.LogException;
import io.reeve.scheduler.engine.LogException.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk of 24 MiB that gets full, and gets room again. Needs the right to mount one. */
@Timeout(180)
final class RatisDiskFullTest {
  private static final int BATCH = 100_000;

  @TempDir Path root;
  private Path disk;
  private final RecordingReplica replica = new RecordingReplica();
  private final List<Role> roles = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(root.resolve("disk"));
    boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk.toString());
    assumeTrue(mounted, "not allowed to mount a small file system here");
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", "-l", disk.toString());
  }

  @Test
  void diskFull_turnsReadOnly_losesAndDoublesNothing_andHealsByItself() throws Exception {
    List<String> acknowledged = new ArrayList<>();
    try (RatisCommandLog log = open()) {
      for (int round = 0; round < 2; round++) {
        long term = log.role().term();
        Path filler = fill();

        List<Outcome> refused = appendUntilRefused(log, "round" + round, acknowledged);

        assertThat(refused).isNotEmpty().containsOnly(Outcome.UNWRITABLE);
        await().until(() -> log.role().kind() == Kind.READ_ONLY);
        assertThat(replica.state()).as("the state is still there").isEqualTo(acknowledged);
        assertThat(outcome(log.append(new byte[1]).toCompletableFuture()))
            .isEqualTo(Outcome.UNWRITABLE);

        Files.delete(filler);
        await().until(() -> log.role().kind() == Kind.LEADER);
        assertThat(log.role().term()).isGreaterThan(term);
        append(log, "healed" + round, acknowledged);
      }
    }
    assertThat(roles)
        .extracting(Role::kind)
        .containsExactly(Kind.LEADER, Kind.READ_ONLY, Kind.LEADER, Kind.READ_ONLY, Kind.LEADER);
    assertThat(replica.state()).isEqualTo(acknowledged);

    RecordingReplica restarted = new RecordingReplica();
    try (RatisCommandLog log =
        RatisCommandLog.open(
            LogFixture.settings(disk.resolve("log")), System::nanoTime, restarted, role -> {})) {
      await().until(() -> log.role().kind() == Kind.LEADER);
      assertThat(restarted.state()).isEqualTo(acknowledged);
    }
  }

  @Test
  void diskFull_restartFromTheLogAlone_hasExactlyWhatWasAcknowledged() throws Exception {
    List<String> acknowledged = new ArrayList<>();
    RatisCommandLog log = open();
    Path filler = fill();
    appendUntilRefused(log, "full", acknowledged);
    await().until(() -> log.role().kind() == Kind.READ_ONLY && log.peer().isEmpty());
    Path copy = root.resolve("copy");
    LogFixture.copy(disk.resolve("log"), copy);
    Files.delete(filler);
    log.close();

    RecordingReplica restarted = new RecordingReplica();
    try (RatisCommandLog again =
        RatisCommandLog.open(LogFixture.settings(copy), System::nanoTime, restarted, role -> {})) {
      await().until(() -> again.role().kind() == Kind.LEADER);
      assertThat(restarted.state()).isEqualTo(acknowledged);
      assertThat(LogFixture.setAside(copy)).as("nothing was torn").isEmpty();
    }
  }

  /** Whole entries behind one that failed look like damage; but nobody was told that they stand. */
  @Test
  void diskFull_ratisWritesOnWhileItIsClosed_thatIsDroppedBeforeItHeals() throws Exception {
    byte[] late = laterEntries();
    List<String> acknowledged = new ArrayList<>();
    try (RatisCommandLog log = open()) {
      Path filler = fill();
      appendUntilRefused(log, "full", acknowledged);
      await().until(() -> log.role().kind() == Kind.READ_ONLY && log.peer().isEmpty());
      List<SegmentFile> segments = LogFixture.segments(disk.resolve("log"));
      SegmentFile last = segments.get(segments.size() - 1);
      assertThat(last.isOpen()).isTrue();
      Files.write(last.path(), late, StandardOpenOption.APPEND); // too little room to heal

      Files.delete(filler);

      await().until(() -> log.role().kind() == Kind.LEADER);
      append(log, "healed", acknowledged);
      assertThat(replica.state()).isEqualTo(acknowledged);
    }
  }

  /** Something torn, and entries with high numbers behind it. */
  private byte[] laterEntries() throws Exception {
    Path other = root.resolve("other");
    RecordingReplica ignored = new RecordingReplica();
    try (RatisCommandLog log =
        RatisCommandLog.open(LogFixture.settings(other), System::nanoTime, ignored, role -> {})) {
      await().until(() -> log.role().kind() == Kind.LEADER);
      for (int n = 0; n < 100; n++) {
        append(log, "later" + n, new ArrayList<>());
      }
    }
    SegmentFile segment = LogFixture.segments(other).get(0);
    return Arrays.copyOf(Files.readAllBytes(segment.path()), (int) segment.scan().validBytes());
  }

  @Test
  void open_diskFull_refuses() throws Exception {
    fill();
    LogOpenException refusal = catchThrowableOfType(LogOpenException.class, this::open);
    assertThat(refusal.reason()).isEqualTo(LogOpenException.Reason.NO_SPACE);
  }

  @Test
  void snapshot_diskFull_fails_andTheLogGoesOn() throws Exception {
    try (RatisCommandLog log = open()) {
      List<String> acknowledged = new ArrayList<>();
      append(log, "x".repeat(900_000), acknowledged); // the log keeps room in its preallocated file
      Path filler = fill();
      assertThat(log.snapshot().toCompletableFuture()).failsWithin(10, SECONDS);
      append(log, "small", acknowledged);
      assertThat(log.role().kind()).isEqualTo(Kind.LEADER);
      Files.delete(filler);
      log.snapshot().toCompletableFuture().get(10, SECONDS);
    }
  }

  private RatisCommandLog open() throws LogOpenException {
    RatisCommandLog log =
        RatisCommandLog.open(
            LogFixture.settings(disk.resolve("log")), System::nanoTime, replica, roles::add);
    await().until(() -> log.role().kind() == Kind.LEADER);
    return log;
  }

  /** Four outstanding, until one is refused; returns why each refused one was. */
  private static List<Outcome> appendUntilRefused(
      RatisCommandLog log, String prefix, List<String> acknowledged) throws Exception {
    List<Outcome> refused = new ArrayList<>();
    for (int n = 0; refused.isEmpty(); n++) {
      List<String> batches = new ArrayList<>();
      List<CompletableFuture<Long>> answers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        String batch = (prefix + "-" + n + "-" + i + " ").repeat(BATCH / 12);
        batches.add(batch);
        answers.add(log.append(batch.getBytes(ISO_8859_1)).toCompletableFuture());
      }
      for (int i = 0; i < 4; i++) {
        Outcome outcome = outcome(answers.get(i));
        if (outcome == null) {
          acknowledged.add(batches.get(i));
        } else {
          refused.add(outcome);
        }
      }
    }
    return refused;
  }

  private static void append(RatisCommandLog log, String batch, List<String> acknowledged)
      throws Exception {
    log.append(batch.getBytes(ISO_8859_1)).toCompletableFuture().get(10, SECONDS);
    acknowledged.add(batch);
  }

  private static Outcome outcome(CompletableFuture<Long> answer) throws Exception {
    try {
      answer.get(30, SECONDS);
      return null;
    } catch (ExecutionException e) {
      return ((LogException) e.getCause()).outcome();
    }
  }

  private Path fill() throws IOException {
    Path filler = disk.resolve("filler");
    try (var out = Files.newOutputStream(filler)) {
      byte[] block = new byte[4_096];
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      return filler; // full
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException e) {
      return false; // no such program
    }
  }
}
