package io.reeve.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.Cause;
import io.reeve.agent.core.SignalSent;
import io.reeve.agent.core.StopRequest;
import io.reeve.agent.core.StopSignal;
import io.reeve.agent.process.SignalLog.Line;
import io.reeve.agent.process.SignalLog.What;
import io.reeve.agent.testing.ManualLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignalLogTest {
  private static final AttemptId ID = new AttemptId(1, 1, 0, 1);

  @TempDir Path attempts;
  private final ManualLoop time = new ManualLoop();
  private SignalLog log;
  private Path file;

  @BeforeEach
  void open() throws IOException {
    log = new SignalLog(attempts, time);
    file = Files.createDirectory(attempts.resolve(ID.toString())).resolve("signals");
  }

  @Test
  void around_isReadBackAsSent() {
    log.around(ID, StopSignal.SIGTERM, () -> 3);

    List<Line> lines = log.read(ID);

    assertThat(SignalLog.byAgent(lines, Optional.empty()))
        .containsExactly(new SignalSent(StopSignal.SIGTERM, time.wall(), 3));
    assertThat(SignalLog.askedAt(lines)).contains(time.nanos());
  }

  @Test
  void around_reachesNobody_isNoSignal() {
    log.around(ID, StopSignal.SIGTERM, () -> 0);

    assertThat(SignalLog.byAgent(log.read(ID), Optional.empty())).isEmpty();
    assertThat(SignalLog.askedAt(log.read(ID))).isEmpty();
  }

  @Test
  void around_agentDiesWhileItSends_readsAsSentToNobodyKnowsHowMany() {
    assertThatThrownBy(() -> log.around(ID, StopSignal.SIGTERM, SignalLogTest::dies))
        .isInstanceOf(IllegalStateException.class);
    log.around(ID, StopSignal.SIGKILL, () -> 2);

    assertThat(SignalLog.byAgent(log.read(ID), Optional.empty()))
        .containsExactly(
            new SignalSent(StopSignal.SIGTERM, time.wall(), 0),
            new SignalSent(StopSignal.SIGKILL, time.wall(), 2));
    assertThat(SignalLog.askedAt(log.read(ID))).isEmpty();
  }

  @Test
  void after_agentDiesBeforeTheLine_readsAsSentToNobodyKnowsHowMany() {
    assertThat(SignalLog.byAgent(log.read(ID), Optional.of(time.now())))
        .containsExactly(new SignalSent(StopSignal.SIGTERM, time.wall(), 0));
  }

  @Test
  void after_isReadBackAsSent() {
    log.after(StopSignal.SIGTERM, () -> Map.of(ID, 3));

    List<Line> lines = log.read(ID);

    assertThat(SignalLog.byAgent(lines, Optional.of(time.now())))
        .containsExactly(new SignalSent(StopSignal.SIGTERM, time.wall(), 3));
    assertThat(SignalLog.askedAt(lines)).contains(time.nanos());
  }

  @Test
  void after_behindAnOrder_isKeptByALaterOne_andMakesNoFile() throws IOException {
    AttemptFiles files = new AttemptFiles(attempts, "boot");
    files.order(ID, order(Duration.ofSeconds(9)));
    log.after(StopSignal.SIGTERM, () -> Map.of(ID, 3));

    files.order(ID, order(Duration.ofSeconds(1)));

    assertThat(files.order(ID)).contains(order(Duration.ofSeconds(1)));
    assertThat(SignalLog.byAgent(log.read(ID), Optional.empty()))
        .containsExactly(new SignalSent(StopSignal.SIGTERM, time.wall(), 3));
    assertThat(file).doesNotExist();
  }

  private OrderFile order(Duration grace) {
    StopRequest request =
        new StopRequest(Cause.CANCELED, "anna", "one two\n", Optional.empty(), grace, false);
    return new OrderFile(false, grace.toNanos(), false, 0, request, time.now());
  }

  private static int dies() {
    throw new IllegalStateException("killed");
  }

  @Test
  void around_fileCannotBeWritten_sendsAllTheSame() throws IOException {
    Files.createDirectory(file);

    assertThat(log.around(ID, StopSignal.SIGTERM, () -> 3)).isEqualTo(3);
  }

  @Test
  void around_repeatedForDays_staysSmall() throws IOException {
    for (int i = 0; i < 1000; i++) {
      log.around(ID, StopSignal.SIGKILL, () -> 1);
      time.advance(Duration.ofSeconds(1));
    }

    assertThat(Files.size(file)).isLessThan(4096 + 100);
  }

  @Test
  void read_lineCutShort_isLeftOut() throws IOException {
    log.around(ID, StopSignal.SIGTERM, () -> 3);
    Files.writeString(file, "sent 9 17", StandardOpenOption.APPEND);

    assertThat(SignalLog.byAgent(log.read(ID), Optional.empty())).hasSize(1);
  }

  @Test
  void read_linesOfTheSupervisor_areItsOwn() throws IOException {
    Files.writeString(file, "left 15 5000000 7 0\nsupervisor 15 5000001 8 4\n");

    List<Line> lines = log.read(ID);

    assertThat(lines).extracting(Line::what).containsExactly(What.LEFT, What.SUPERVISOR);
    assertThat(SignalLog.byAgent(lines, Optional.empty())).isEmpty();
    assertThat(SignalLog.bySupervisor(lines)).extracting(SignalSent::processes).containsExactly(4);
    assertThat(SignalLog.askedAt(lines)).contains(8L);
  }

  @Test
  void read_beginningOfAnEnd_hasItsGraceAndReachedNobodyYet() throws IOException {
    Files.writeString(file, "lease 15 5000000 7 1500\n");

    List<Line> lines = log.read(ID);

    assertThat(lines).extracting(Line::what).containsExactly(What.LEASE);
    assertThat(lines).extracting(Line::grace).containsExactly(Duration.ofMillis(1500));
    assertThat(SignalLog.askedAt(lines)).isEmpty();
  }
}
