package io.reeve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real processes. */
final class ProcessLauncherTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir Path directory;

  @Test
  void daemon_isReadyByItsMark_andEndsWhenStopped() {
    Child child = launch("echo noise; echo oops >&2; echo 'd: ready on 1.2.3.4:5'; read never");
    assertThat(child.ready()).succeedsWithin(SOON).isEqualTo("1.2.3.4:5");
    assertThat(child.exit()).isNotDone();
    child.stop();
    assertThat(child.exit()).succeedsWithin(SOON);
    assertThat(log()).content().contains("noise").contains("oops");
  }

  @Test
  void daemon_thatEnds_tellsItsCode() {
    assertThat(launch("exit 3").exit()).succeedsWithin(SOON).isEqualTo(3);
  }

  @Test
  void daemon_thatCannotStart_hasEndedWithAReasonInTheLog() {
    Child child =
        new ProcessLauncher()
            .launch(
                new Launcher.Daemon(
                    "d", List.of(directory.resolve("missing").toString()), log(), "d: ready on "));
    assertThat(child.exit()).succeedsWithin(SOON).isNotEqualTo(0);
    assertThat(log()).content().contains("missing");
  }

  private Child launch(String script) {
    return new ProcessLauncher()
        .launch(new Launcher.Daemon("d", List.of("/bin/sh", "-c", script), log(), "d: ready on "));
  }

  private Path log() {
    return directory.resolve("log").resolve("d.log");
  }
}
