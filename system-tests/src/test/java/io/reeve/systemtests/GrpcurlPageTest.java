package io.reeve.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reeve.testing.Distribution;
import io.reeve.testing.LoopbackCluster;
import io.reeve.testing.Until;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Runs every call of {@code docs/grpcurl.md}, in order, on a fresh cluster. grpcurl itself is in
 * none of the places the build may take things from; buf takes the same JSON and, like grpcurl,
 * knows the messages by reflection only.
 */
class GrpcurlPageTest {
  private static final Path PAGE = Path.of("../docs/grpcurl.md");
  private static final Path BUF = Path.of("../.ci/node_modules/.bin/buf").toAbsolutePath();
  private static final Pattern CALL =
      Pattern.compile("grpcurl -plaintext(?: -d '(?<body>[^']*)')? \\$REEVE_HEAD (?<what>.+)");

  @Test
  void everyCallOfThePage_succeeds() throws Exception {
    var installed = Files.isExecutable(BUF);
    if (System.getenv("CI") != null) {
      assertThat(installed).as("CI installs buf before the tests").isTrue();
    }
    assumeTrue(installed, "buf is not installed: npm install --prefix .ci");
    var calls = calls();
    assertThat(calls).hasSizeGreaterThan(20);
    try (var cluster = LoopbackCluster.withAgent(Distribution.home(), 2)) {
      for (var call : calls) {
        run(cluster.address(), call);
      }
    }
  }

  /** The calls in the page's shell blocks; a line that is none fails the test. */
  private static List<String> calls() throws IOException {
    var calls = new ArrayList<String>();
    var inside = false;
    for (var line : Files.readAllLines(PAGE)) {
      if (line.startsWith("```")) {
        inside = line.equals("```sh");
      } else if (inside) {
        assertThat(line).matches(CALL);
        calls.add(line);
      }
    }
    return calls;
  }

  private static void run(String head, String call) throws Exception {
    var output = Files.createTempFile("grpcurl", ".out");
    try {
      var process =
          new ProcessBuilder(command(head, call))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (call.contains("/WatchTasks")) {
        // The stream has no end of its own: what was held is enough.
        var seen = awaitText(output, "JOB_STATE_FAILED", process);
        process.destroy();
        assertThat(seen).as(call + "\n" + Files.readString(output)).isTrue();
      }
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(call).isTrue();
      if (!call.contains("/WatchTasks")) {
        assertThat(process.exitValue()).as(call + "\n" + Files.readString(output)).isZero();
        assertThat(Files.size(output)).as(call).isPositive();
      }
    } finally {
      Files.delete(output);
    }
  }

  private static boolean awaitText(Path output, String text, Process process) {
    Until.holds(
        "the watch shows what happened",
        () -> {
          try {
            return Files.readString(output).contains(text) || !process.isAlive();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    return process.isAlive();
  }

  /** The same call in buf's words. */
  private static List<String> command(String head, String call) {
    var matcher = CALL.matcher(call);
    assertThat(matcher.matches()).isTrue();
    var what = matcher.group("what").split(" ", -1);
    var command =
        new ArrayList<>(
            List.of(BUF.toString(), "curl", "--protocol", "grpc", "--http2-prior-knowledge"));
    switch (what[0]) {
      case "list" -> {
        command.add(what.length == 1 ? "--list-services" : "--list-methods");
        command.add("http://" + head); // buf lists the methods of all services
      }
      case "describe" -> {
        command.addAll(List.of("-d", "{\"file_containing_symbol\": \"" + what[1] + "\"}"));
        command.add("http://" + head + "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo");
      }
      default -> {
        var body = matcher.group("body");
        command.addAll(List.of("-d", body == null ? "{}" : body, "http://" + head + "/" + what[0]));
      }
    }
    return command;
  }
}
