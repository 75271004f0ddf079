package io.reeve.agent.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.reeve.agent.testing.TestClock;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command that asks an agent to stop, and agents that start at that moment. */
class StopCommandTest {
  @TempDir Path data;

  @Test
  void open_whileSomebodyOnlyAsks_waitsForIt() throws IOException {
    DataDir asking = DataDir.open(data);

    DataDir.open(data, () -> release(asking)).release();
  }

  @Test
  void open_whileAnAgentRuns_isRefused() throws IOException {
    DataDir agent = DataDir.open(data);

    assertThatThrownBy(() -> DataDir.open(data, () -> {})).isInstanceOf(IOException.class);

    agent.release();
  }

  @Test
  void agentReplacedByAnother_isSaidAndNotWaitedFor() throws Exception {
    DataDir agent = DataDir.open(data);
    CompletableFuture<Integer> exit = stop();
    await().until(() -> StopFile.STOP.isAsked(data));

    Files.writeString(data.resolve("pid"), "1\n"); // between two looks another one got the lock
    StopFile.removeAll(data);

    assertThat(exit.get(20, TimeUnit.SECONDS)).isEqualTo(StopCommand.NOT_DONE);
    assertThat(StopFile.asked(data)).isEmpty();
    agent.release();
  }

  @Test
  void agentThatDoesWhatIsAsked_isWaitedFor() throws Exception {
    DataDir agent = DataDir.open(data);
    CompletableFuture<Integer> exit = stop();
    await().until(() -> StopFile.STOP.isAsked(data));

    StopFile.removeAll(data);
    agent.release();

    assertThat(exit.get(20, TimeUnit.SECONDS)).isEqualTo(StopCommand.STOPPED);
  }

  private CompletableFuture<Integer> stop() {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    StopCommand command = new StopCommand(data, StopFile.STOP, new TestClock(), nowhere);
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return command.run();
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static void release(DataDir held) {
    try {
      held.release();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
