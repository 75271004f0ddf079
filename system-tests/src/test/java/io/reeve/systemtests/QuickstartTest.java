package io.reeve.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.testing.Distribution;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first thing a newcomer runs. */
class QuickstartTest {
  private static final long BOUND_SECONDS = 300;

  @TempDir Path dir;

  @Test
  void quickstart_exitsZero() throws Exception {
    var script = Distribution.home().resolve("../../quickstart").normalize();
    var transcript = dir.resolve("transcript").toFile();
    var process =
        new ProcessBuilder(script.toString())
            .redirectErrorStream(true)
            .redirectOutput(transcript)
            .start();

    assertThat(process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();

    assertThat(process.exitValue()).as(Files.readString(transcript.toPath())).isZero();
  }
}
