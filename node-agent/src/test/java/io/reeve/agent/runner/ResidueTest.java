package io.reeve.agent.runner;

import static io.reeve.agent.testing.TestOrders.cancel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.EndReport;
import io.reeve.agent.core.ExitEvidence;
import io.reeve.agent.core.Residue;
import io.reeve.agent.core.Sighting;
import io.reeve.agent.core.StopSignal;
import io.reeve.agent.process.ContainmentChoice;
import io.reeve.agent.testing.HostileProgram;
import io.reeve.agent.testing.Leftovers;
import io.reeve.agent.testing.LiveNode;
import io.reeve.agent.testing.TestCgroups;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.assertj.core.data.TemporalUnitWithinOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real processes that no kill ends, as long as a file says so; with every containment. */
class ResidueTest {
  private static final AttemptId ID = new AttemptId(1, 1, 0, 1);
  private static final Duration KILL_TIMEOUT = Duration.ofMillis(500);
  private static final Duration HEALED = Duration.ofSeconds(5);
  private static final String SEAM = "reeve.test.kills-ineffective";

  @TempDir Path data;
  private Path ineffective;
  private HostileProgram program;
  private LiveNode node;

  enum Kind {
    CGROUP,
    SUBREAPER,
    SESSION_SCAN
  }

  @BeforeEach
  void makeKillsIneffective() throws IOException {
    program = new HostileProgram(data.resolve("program"));
    ineffective = Files.createFile(data.resolve("kills-ineffective"));
    System.setProperty(SEAM, ineffective.toString());
  }

  @AfterEach
  void endEverything() throws IOException {
    System.clearProperty(SEAM);
    if (node != null) {
      node.close();
    }
    program.end();
    Leftovers.end(data);
  }

  private LiveNode startNode(Kind kind) throws IOException {
    Path supervisor =
        kind == Kind.SESSION_SCAN ? LiveNode.shellSupervisor() : LiveNode.nativeSupervisor();
    assumeTrue(Files.exists(supervisor), "no C compiler at build time");
    assumeTrue(kind != Kind.CGROUP || TestCgroups.top().isPresent(), "no cgroups to write to");
    node =
        new LiveNode(
            data,
            supervisor,
            kind == Kind.CGROUP ? TestCgroups.choice() : ContainmentChoice.SUBREAPER,
            KILL_TIMEOUT);
    return node;
  }

  private void cancelInVain(Kind kind, String mode, int number, Duration grace) throws IOException {
    startNode(kind).start(program.order(ID, mode, number));
    await("program").until(program::isReady);
    node.stop(ID, cancel(grace));
    await("residue").until(() -> node.residue(ID).isPresent());
  }

  @ParameterizedTest
  @EnumSource
  void kill_withoutEffect_publishesWhoIsLeft(Kind kind) throws IOException {
    cancelInVain(kind, "stubborn", 3, Duration.ofMillis(100));

    Residue residue = node.residue(ID).orElseThrow();
    assertThat(residue.processes())
        .extracting(Sighting::pid)
        .containsExactlyInAnyOrderElementsOf(program.alive());
    assertThat(residue.total()).isEqualTo(residue.processes().size());
    assertThat(residue.processes())
        .allSatisfy(
            process -> {
              assertThat(process.state()).isEqualTo("S");
              assertThat(process.waitChannel()).contains("nanosleep");
              assertThat(process.owner()).isEqualTo(System.getProperty("user.name"));
              assertThat(process.command()).isNotEmpty().hasSizeLessThanOrEqualTo(200);
              assertThat(process.startTime().orElseThrow())
                  .isCloseTo(Instant.now(), new TemporalUnitWithinOffset(30, ChronoUnit.SECONDS));
            });
    assertThat(node.hasEnded(ID)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void kill_effectiveAgain_endsWithTheTrueRecord(Kind kind) throws IOException {
    cancelInVain(kind, "stubborn", 3, Duration.ofMillis(100));
    int left = program.alive().size();

    Files.delete(ineffective);
    Instant effective = Instant.now();
    EndReport report = node.awaitEnded(ID);

    assertThat(Duration.between(effective, Instant.now())).isLessThan(HEALED);
    assertThat(node.residue(ID)).isEmpty();
    assertThat(program.alive()).isEmpty();
    assertThat(report.exit()).contains(new ExitEvidence.Signal(9, false));
    assertThat(report.killRecord().orElseThrow().escalated()).isTrue();
    assertThat(report.killRecord().orElseThrow().goneTime().orElseThrow()).isAfter(effective);
    assertThat(report.killRecord().orElseThrow().signals())
        .filteredOn(sent -> sent.signal() == StopSignal.SIGKILL)
        .singleElement()
        .satisfies(
            sent -> {
              assertThat(sent.processes()).isEqualTo(left);
              assertThat(sent.time()).isAfterOrEqualTo(effective);
            });
  }

  @ParameterizedTest
  @EnumSource
  void processes_endByThemselves_healsWithinFiveSeconds(Kind kind) throws IOException {
    cancelInVain(kind, "stubborn", 3, Duration.ZERO);

    program.end();
    Instant gone = Instant.now();
    EndReport report = node.awaitEnded(ID);

    assertThat(Duration.between(gone, Instant.now())).isLessThan(HEALED);
    assertThat(node.residue(ID)).isEmpty();
    assertThat(report.killRecord().orElseThrow().signals())
        .as("nothing of what was sent in vain is claimed")
        .noneMatch(sent -> sent.signal() == StopSignal.SIGKILL);
  }

  @ParameterizedTest
  @EnumSource
  void firstThread_endedWhileAnotherIsHeld_isStillLeft(Kind kind) throws IOException {
    cancelInVain(kind, "thread", 0, Duration.ZERO);

    assertThat(node.residue(ID).orElseThrow().processes())
        .singleElement()
        .satisfies(
            process -> {
              assertThat(process.state()).as("of the thread that is left").isEqualTo("S");
              assertThat(process.waitChannel()).contains("nanosleep");
              assertThat(process.command()).startsWith("[");
            });
  }

  @ParameterizedTest
  @EnumSource
  void restartOfTheAgent_killsOnAndPublishesAgain(Kind kind) throws IOException {
    cancelInVain(kind, "stubborn", 3, Duration.ofMillis(100));
    node.close();

    startNode(kind);
    await("residue again").until(() -> node.residue(ID).isPresent());
    assertThat(program.alive()).isNotEmpty();
    Files.delete(ineffective);

    EndReport report = node.awaitEnded(ID);
    assertThat(report.exit()).contains(new ExitEvidence.Signal(9, false));
    assertThat(program.alive()).isEmpty();
  }
}
