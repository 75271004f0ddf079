package io.reeve.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.agent.core.AttemptId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Claims that a supervisor of an earlier agent is just writing. */
class AttemptFilesTest {
  private static final AttemptId ID = new AttemptId(1, 1, 0, 1);

  @TempDir Path attempts;
  private final AtomicInteger pauses = new AtomicInteger();
  private Path run;

  @BeforeEach
  void claim() throws IOException {
    run = Files.createDirectories(attempts.resolve(ID.toString())).resolve("run");
    Files.createFile(run);
  }

  @Test
  void emptyClaim_thatIsWrittenMeanwhile_isNoDamage() {
    AttemptFiles files =
        new AttemptFiles(
            attempts,
            "boot",
            () -> {
              if (pauses.incrementAndGet() == 3) {
                write("supervisor 10 20 boot\n");
              }
            });

    assertThat(files.damage(ID, false)).isEmpty();
    assertThat(pauses).hasValue(3);
  }

  @Test
  void emptyClaim_thatStaysSo_isDamageAfterAWhile() {
    AttemptFiles files = new AttemptFiles(attempts, "boot", pauses::incrementAndGet);

    assertThat(files.damage(ID, false)).isPresent();
    assertThat(pauses).hasPositiveValue();
  }

  @Test
  void wholeLineOfNonsense_isDamageAtOnce() {
    write("nonsense\n");
    AttemptFiles files = new AttemptFiles(attempts, "boot", pauses::incrementAndGet);

    assertThat(files.damage(ID, false)).isPresent();
    assertThat(pauses).hasValue(0);
  }

  private void write(String text) {
    try {
      Files.writeString(run, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
