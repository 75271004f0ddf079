package io.reeve.testing.net;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The {@code ip} command. */
final class Iproute {
  private Iproute() {}

  /**
   * Runs it and returns what it printed.
   *
   * @throws IOException when it fails, with what it said
   */
  static String run(String... arguments) throws IOException {
    var command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException(String.join(" ", command) + ": " + output.strip());
    }
    return output;
  }

  /** The same in a namespace. */
  static String in(String namespace, String... arguments) throws IOException {
    var all = new ArrayList<>(List.of("-n", namespace));
    all.addAll(List.of(arguments));
    return run(all.toArray(String[]::new));
  }
}
