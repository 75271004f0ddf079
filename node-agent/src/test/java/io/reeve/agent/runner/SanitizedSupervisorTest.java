package io.reeve.agent.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reeve.agent.process.ContainmentChoice;
import io.reeve.agent.testing.TestCgroups;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All that holds of the C supervisor, with one that stops at the first memory error or undefined
 * behaviour: a task of it then ends as {@code unknown(supervisor lost)}, and the test fails.
 */
class SanitizedSupervisorTest extends NativeSupervisorTest {
  private static final Path SOURCES = Path.of("src", "main", "c");

  @TempDir static Path built;

  @BeforeAll
  static void build() throws Exception {
    List<String> command = new ArrayList<>(List.of("-g", "-O1", "-fsanitize=address,undefined"));
    command.addAll(List.of("-fno-sanitize-recover=all", "-o", sanitized().toString()));
    command.addAll(sources());
    assumeTrue(cc(command).exitValue() == 0, "the C compiler here has no sanitizers");
  }

  @Override
  Path supervisor() {
    return sanitized();
  }

  @Override
  ContainmentChoice containment() {
    return TestCgroups.top().isPresent() ? TestCgroups.choice() : super.containment();
  }

  @Test
  void sources_passTheAnalyser() throws Exception {
    for (String source : sources()) {
      Process compiler =
          cc(List.of("-O1", "-Werror", "-fanalyzer", "-c", "-o", "/dev/null", source));
      String findings =
          new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assumeTrue(!findings.contains("unrecognized"), "the C compiler here has no analyser");
      assertThat(compiler.exitValue()).as(findings).isZero();
    }
  }

  private static Path sanitized() {
    return built.resolve("reeve-supervisor");
  }

  private static List<String> sources() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      return files.map(Path::toString).filter(name -> name.endsWith(".c")).sorted().toList();
    }
  }

  private static Process cc(List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("cc", "-std=gnu11", "-Wall", "-Wextra"));
    command.addAll(arguments);
    Process compiler = new ProcessBuilder(command).redirectErrorStream(true).start();
    compiler.waitFor();
    return compiler;
  }
}
