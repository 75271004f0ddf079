package io.reeve.scheduler.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.reeve.scheduler.engine.CommandLog.Role.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} under load: what was acknowledged is there, once, in order. */
@Timeout(180)
final class RatisCrashTest {
  private static final int LIVES = 3;
  private static final int ACKNOWLEDGED_PER_LIFE = 2_000; // four snapshots

  @TempDir Path root;

  @Test
  void killNine_underLoad_losesNothingAcknowledged() throws Exception {
    Path directory = root.resolve("log");
    List<Long> acknowledged = new ArrayList<>();
    for (int life = 0; life < LIVES; life++) {
      acknowledged.addAll(runUntilKilled(directory, acknowledged.size() * 2L + life * 10L));
      assertThat(replayed(directory))
          .as("life %d", life)
          .isSorted()
          .doesNotHaveDuplicates()
          .containsAll(acknowledged);
    }
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(LIVES * ACKNOWLEDGED_PER_LIFE);
  }

  private static List<Long> runUntilKilled(Path directory, long first)
      throws IOException, InterruptedException {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                CrashWriter.class.getName(),
                directory.toString(),
                Long.toString(first))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<Long> acknowledged = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(writer.getInputStream(), ISO_8859_1))) {
      while (acknowledged.size() < ACKNOWLEDGED_PER_LIFE) {
        acknowledged.add(Long.valueOf(lines.readLine()));
      }
      writer
          .toHandle()
          .destroyForcibly(); // SIGKILL; unlike Process.destroyForcibly it leaves the pipe readable
      StringWriter rest = new StringWriter();
      lines.transferTo(rest);
      String whole =
          rest.toString()
              .substring(0, rest.toString().lastIndexOf('\n') + 1); // the last may be cut off
      whole.lines().map(Long::valueOf).forEach(acknowledged::add);
    } finally {
      writer.destroyForcibly().waitFor();
    }
    return acknowledged;
  }

  private static List<Long> replayed(Path directory) throws Exception {
    RecordingReplica replica = new RecordingReplica();
    try (RatisCommandLog log =
        RatisCommandLog.open(
            LogFixture.settings(directory), System::nanoTime, replica, role -> {})) {
      await().until(() -> log.role().kind() == Kind.LEADER);
      assertThat(replica.violations()).isEmpty();
      return replica.state().stream()
          .map(b -> ByteBuffer.wrap(b.getBytes(ISO_8859_1)).getLong())
          .toList();
    }
  }
}
