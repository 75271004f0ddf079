package io.reeve.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.testing.Distribution;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first thing a newcomer runs. */
class QuickstartTest {
  private static final long BOUND_SECONDS = 300;

  @TempDir Path dir;

  @Test
  void quickstart_exitsZero() throws Exception {
    quickstart();
  }

  @Test
  void quickstart_builtWithoutCCompiler_exitsZero() throws Exception {
    var distribution = Distribution.withoutCompiledSupervisor(dir.resolve("reeve"));
    quickstart("--distribution", distribution.toString());
  }

  private void quickstart(String... arguments) throws Exception {
    var script = Distribution.home().resolve("../../quickstart").normalize();
    var command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    var transcript = dir.resolve("transcript").toFile();
    var process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(transcript).start();

    assertThat(process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();

    assertThat(process.exitValue()).as(Files.readString(transcript.toPath())).isZero();
  }
}
