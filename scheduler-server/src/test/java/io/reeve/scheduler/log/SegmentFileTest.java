package io.reeve.scheduler.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.reeve.scheduler.engine.CommandLog.Role.Kind;
import io.reeve.scheduler.log.SegmentFile.Scan;
import io.reeve.scheduler.log.SegmentFile.Tail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A segment that Ratis wrote, damaged in every way. */
final class SegmentFileTest {
  private static final int BATCHES = 5;

  @TempDir Path root;
  private byte[] content;
  private long lastIndex;
  private int length;

  @BeforeEach
  void write() throws Exception {
    Path directory = root.resolve("log");
    try (RatisCommandLog log =
        RatisCommandLog.open(
            LogFixture.settings(directory), System::nanoTime, new RecordingReplica(), role -> {})) {
      await().until(() -> log.role().kind() == Kind.LEADER);
      for (int i = 0; i < BATCHES; i++) {
        lastIndex = log.append(new byte[i * 40]).toCompletableFuture().get(10, TimeUnit.SECONDS);
      }
      content = Files.readAllBytes(LogFixture.segments(directory).get(0).path());
    }
    length = (int) scan(content).validBytes();
    content =
        Arrays.copyOf(content, length + 100); // most of the preallocated megabyte teaches nothing
  }

  @Test
  void scan_whole_findsEveryEntry_andPassesOverPreallocatedZeros() throws IOException {
    assertThat(content.length).isGreaterThan(length);
    assertThat(scan(content)).isEqualTo(new Scan(lastIndex, length, Tail.CLEAN));
  }

  @Test
  void scan_cutAtEveryByte_keepsTheWholeEntriesBeforeIt() throws IOException {
    long last = -1;
    for (int cut = 0; cut <= length; cut++) {
      Scan scan = scan(Arrays.copyOf(content, cut));
      assertThat(scan.validBytes()).isLessThanOrEqualTo(cut);
      assertThat(scan.last()).isBetween(last, last + 1);
      assertThat(scan.tail()).isEqualTo(scan.validBytes() == cut ? Tail.CLEAN : Tail.TORN);
      last = scan.last();
    }
    assertThat(last).isEqualTo(lastIndex);
  }

  @Test
  void scan_zeroedFromEveryByte_isNeverTakenForMore() throws IOException {
    for (int from = 8; from < length; from++) {
      byte[] zeroed = content.clone();
      Arrays.fill(zeroed, from, zeroed.length, (byte) 0);
      Scan scan = scan(zeroed);
      // An entry whose checksum happens to end in zeros is whole all the same.
      assertThat(scan.last()).isLessThanOrEqualTo(lastIndex);
      assertThat(scan.validBytes()).isLessThanOrEqualTo(from + 4L);
      assertThat(scan.tail()).isNotEqualTo(Tail.DAMAGED);
    }
  }

  @Test
  void scan_anyFlippedByte_isNoticed_andDamagedWhenAnEntryFollows() throws IOException {
    long startOfLast = startOfLastEntry();
    for (int at = 0; at < length; at++) {
      byte[] flipped = content.clone();
      flipped[at] ^= 0x15;
      Scan scan = scan(flipped);
      assertThat(scan.last()).as("flipped at %d", at).isLessThan(lastIndex);
      assertThat(scan.tail())
          .as("flipped at %d", at)
          .isEqualTo(at < startOfLast ? Tail.DAMAGED : Tail.TORN);
    }
  }

  @Test
  void cutAfter_dropsWhatFollows() throws IOException {
    SegmentFile file = file(content);
    file.cutAfter(lastIndex - 2);
    assertThat(file.scan().last()).isEqualTo(lastIndex - 2);
    assertThat(file.scan().tail()).isEqualTo(Tail.CLEAN);
    assertThat(Files.size(file.path())).isEqualTo(file.scan().validBytes());
  }

  private long startOfLastEntry() throws IOException {
    SegmentFile file = file(content);
    file.cutAfter(lastIndex - 1);
    return file.scan().validBytes();
  }

  private Scan scan(byte[] bytes) throws IOException {
    return file(bytes).scan();
  }

  private SegmentFile file(byte[] bytes) throws IOException {
    return new SegmentFile(
        Files.write(root.resolve("log_inprogress_0"), bytes), 0, Optional.empty());
  }
}
