package io.reeve.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Runs commands against a fake head node and holds everything they print to 80 columns. */
abstract class CliTest {
  final FakeHead head = new FakeHead();
  final Map<String, String> env = new HashMap<>();
  @TempDir Path home;

  private final AtomicReference<Runnable> interrupts = new AtomicReference<>(() -> {});
  private String input = "";
  private volatile ByteArrayOutputStream running = new ByteArrayOutputStream();

  /** What a command did. */
  record Result(int code, String out, String err) {
    List<String> lines() {
      return out.isEmpty() ? List.of() : Arrays.asList(out.split("\n"));
    }
  }

  @AfterEach
  void stopTheHead() {
    head.close();
  }

  void type(String text) {
    input = text;
  }

  /** Types Ctrl-C at the command that runs. */
  void interrupt() {
    interrupts.get().run();
  }

  /** What the command that runs has said on standard error so far. */
  String saidSoFar() {
    return running.toString(UTF_8);
  }

  /** With {@code --head}. */
  Result reeve(String... args) {
    List<String> all = new ArrayList<>(List.of("--head", head.address()));
    all.addAll(List.of(args));
    return plain(all.toArray(String[]::new));
  }

  /** Just these arguments. */
  Result plain(String... args) {
    return run(false, args);
  }

  Result run(boolean terminal, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    running = err;
    Shell shell =
        new Shell(
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            new ByteArrayInputStream(input.getBytes(UTF_8)),
            env,
            home.toString(),
            InstantSource.fixed(Instant.ofEpochSecond(1_800_000_200L)),
            terminal,
            interrupts::set);
    int code = ReeveCommand.execute(shell, args);
    return new Result(code, out.toString(UTF_8), err.toString(UTF_8));
  }

  CommandLine plainCommandLine() {
    PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, UTF_8);
    Shell shell =
        new Shell(
            nowhere,
            nowhere,
            new ByteArrayInputStream(new byte[0]),
            env,
            home.toString(),
            InstantSource.system(),
            false,
            action -> {});
    return ReeveCommand.commandLine(shell);
  }

  static void assertFits(Result result) {
    assertThat(result.lines())
        .isNotEmpty()
        .allSatisfy(
            line -> {
              assertThat(Text.width(line)).as(line).isLessThanOrEqualTo(80);
              assertThat(line).as("no control characters").matches("[^\\p{Cc}\\p{Cf}]*");
            });
  }
}
