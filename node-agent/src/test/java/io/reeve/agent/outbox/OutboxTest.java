package io.reeve.agent.outbox;

import static io.reeve.agent.testing.TestOrders.command;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.Cause;
import io.reeve.agent.core.EndReport;
import io.reeve.agent.core.ExitEvidence;
import io.reeve.agent.core.KillRecord;
import io.reeve.agent.core.SignalSent;
import io.reeve.agent.core.StartFailure;
import io.reeve.agent.core.StartOrder;
import io.reeve.agent.core.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {
  private static final AttemptId ID = new AttemptId(1, 2, 3, 4);
  private static final AttemptId OTHER = new AttemptId(1, 2, 3, 5);

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("ledger");
  }

  private Outbox open() throws IOException {
    Outbox outbox = new Outbox(file, "boot-1");
    outbox.start();
    return outbox;
  }

  private static void accept(Outbox outbox, StartOrder order) throws Exception {
    CompletableFuture<Optional<IOException>> done = new CompletableFuture<>();
    outbox.accept(order, () -> {}, done::complete);
    assertThat(done.get(10, TimeUnit.SECONDS)).isEmpty();
  }

  private static void ended(Outbox outbox, EndReport report) throws Exception {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    outbox.ended(report, () -> done.complete(true));
    done.get(10, TimeUnit.SECONDS);
  }

  private static EndReport full(AttemptId id) {
    Instant t = Instant.ofEpochSecond(1_700_000_000, 123_456_000);
    KillRecord record =
        new KillRecord(
            Cause.CANCELED,
            "alice",
            "why",
            Optional.of(t),
            Optional.of(Duration.ofSeconds(2)),
            Optional.of(t),
            List.of(new SignalSent(StopSignal.SIGTERM, t, 3)),
            Optional.of(t),
            Optional.of(t),
            1,
            "",
            "subreaper",
            true);
    return new EndReport(
        id,
        false,
        Optional.empty(),
        77,
        Optional.of(t),
        Optional.of(new ExitEvidence.Signal(9, true)),
        Cause.CANCELED,
        Optional.of(record),
        "/out",
        "/err",
        Optional.of(Duration.ofMillis(5)),
        4096);
  }

  @Test
  void accepted_isThereAfterAReopen() throws Exception {
    StartOrder order = command(ID, "a", "b c");
    try (Outbox outbox = open()) {
      accept(outbox, order);
    }

    try (Outbox again = open()) {
      assertThat(again.accepted()).hasSize(1);
      assertThat(again.accepted().get(0).order()).isEqualTo(order);
      assertThat(again.accepted().get(0).bootId()).isEqualTo("boot-1");
    }
  }

  @Test
  void ended_replacesTheAcceptanceAndIsKeptWhole() throws Exception {
    EndReport report = full(ID);
    EndReport failed =
        EndReport.startFailed(OTHER, new StartFailure(StartFailure.Stage.EXEC, 2, "no such file"));
    try (Outbox outbox = open()) {
      accept(outbox, command(ID, "true"));
      ended(outbox, report);
      ended(outbox, failed);
    }

    try (Outbox again = open()) {
      assertThat(again.accepted()).isEmpty();
      assertThat(again.unacknowledged()).containsExactly(report, failed);
    }
  }

  @Test
  void forgotten_isPastForEver() throws Exception {
    try (Outbox outbox = open()) {
      ended(outbox, full(ID));
      CompletableFuture<Boolean> cleaned = new CompletableFuture<>();
      outbox.forget(ID, () -> cleaned.complete(true));
      cleaned.get(10, TimeUnit.SECONDS);
      assertThat(outbox.isPast(ID)).isTrue();
    }

    try (Outbox again = open()) {
      assertThat(again.unacknowledged()).isEmpty();
      assertThat(again.isPast(ID)).isTrue();
      assertThat(again.isPast(OTHER)).isFalse();
    }
  }

  @Test
  void prepareFails_refusesAndRemembersNothing() throws Exception {
    CompletableFuture<Optional<IOException>> done = new CompletableFuture<>();
    try (Outbox outbox = open()) {
      outbox.accept(
          command(ID, "true"),
          () -> {
            throw new IOException("no space left on device");
          },
          done::complete);
      assertThat(done.get(10, TimeUnit.SECONDS)).isPresent();
    }

    try (Outbox again = open()) {
      assertThat(again.accepted()).isEmpty();
    }
  }

  @Test
  void prepareOrAnswerThrows_failsThatItemAndTheWriterGoesOn() throws Exception {
    CompletableFuture<Optional<IOException>> done = new CompletableFuture<>();
    try (Outbox outbox = open()) {
      outbox.accept(
          command(ID, "true"),
          () -> {
            throw new IllegalStateException("a bug");
          },
          done::complete);
      assertThat(done.get(10, TimeUnit.SECONDS)).isPresent();
      outbox.ended(
          full(OTHER),
          () -> {
            throw new IllegalStateException("a bug");
          });
      accept(outbox, command(ID, "true"));
    }

    try (Outbox again = open()) {
      assertThat(again.accepted()).hasSize(1);
      assertThat(again.unacknowledged()).hasSize(1);
    }
  }

  @Test
  void file_cutAtAnyByte_keepsEveryWholeRecord() throws Exception {
    try (Outbox outbox = open()) {
      accept(outbox, command(ID, "true"));
      ended(outbox, full(OTHER));
    }
    byte[] whole = Files.readAllBytes(file);
    byte[] content = Arrays.copyOf(whole, lastNonZero(whole) + 1);

    for (int length = 0; length < content.length; length++) {
      Files.write(file, Arrays.copyOf(content, length));
      try (Outbox outbox = new Outbox(file, "boot-1")) {
        assertThat(outbox.unacknowledged()).isEmpty();
        assertThat(outbox.accepted().size()).isLessThanOrEqualTo(1);
      }
    }
    Files.write(file, content);
    try (Outbox outbox = new Outbox(file, "boot-1")) {
      assertThat(outbox.accepted()).hasSize(1);
      assertThat(outbox.unacknowledged()).hasSize(1);
    }
  }

  @Test
  void file_damaged_isSetAsideFromTheDamageOn() throws Exception {
    try (Outbox outbox = open()) {
      accept(outbox, command(ID, "true"));
      ended(outbox, full(OTHER));
    }
    byte[] bytes = Files.readAllBytes(file);
    bytes[lastNonZero(bytes)] ^= 1;
    Files.write(file, bytes);

    try (Outbox outbox = new Outbox(file, "boot-1")) {
      assertThat(outbox.accepted()).hasSize(1);
      assertThat(outbox.unacknowledged()).isEmpty();
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).anyMatch(path -> path.getFileName().toString().contains("damaged"));
    }
  }

  private static int lastNonZero(byte[] bytes) {
    int last = bytes.length - 1;
    while (bytes[last] == 0) {
      last--;
    }
    return last;
  }
}
