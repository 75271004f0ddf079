package io.reeve.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds the head node when no option names it: environment, configuration file, default. */
final class HeadFinder {
  static final String DEFAULT = "127.0.0.1:7070";
  private static final String KEY = "head";

  private HeadFinder() {}

  /**
   * The address to use.
   *
   * @throws UsageException if a configuration file is malformed
   */
  static String find(Shell shell) {
    String fromEnvironment = shell.env().getOrDefault("REEVE_HEAD", "");
    if (!fromEnvironment.isBlank()) {
      return fromEnvironment.strip();
    }
    for (Path file : files(shell)) {
      if (Files.isReadable(file)) {
        Optional<String> head = read(file);
        if (head.isPresent()) {
          return head.get();
        }
      }
    }
    return DEFAULT;
  }

  private static List<Path> files(Shell shell) {
    Path own = Path.of(shell.home(), ".config", "reeve", "reeve.yaml");
    String home = shell.env().getOrDefault("REEVE_HOME", "");
    return home.isEmpty() ? List.of(own) : List.of(own, Path.of(home, "conf", "reeve.yaml"));
  }

  /** One key needs no YAML library: {@code head: HOST:PORT}, comments, blank lines. */
  private static Optional<String> read(Path file) {
    Optional<String> head = Optional.empty();
    int number = 0;
    for (String line : lines(file)) {
      number++;
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#") || text.equals("---")) {
        continue;
      }
      int colon = text.indexOf(':');
      String key = colon < 0 ? text : text.substring(0, colon).strip();
      if (colon < 0 || !key.equals(KEY)) {
        throw new UsageException(
            file
                + ", line "
                + number
                + ": unknown key '"
                + key
                + "'; the nearest valid one is '"
                + KEY
                + "'");
      }
      head = value(text.substring(colon + 1));
    }
    return head;
  }

  private static Optional<String> value(String raw) {
    String value = raw.replaceFirst("(^|\\s)#.*$", "").strip();
    boolean quoted = value.length() >= 2 && value.matches("\"[^\"]*\"|'[^']*'");
    String bare = quoted ? value.substring(1, value.length() - 1) : value;
    return bare.isEmpty() ? Optional.empty() : Optional.of(bare);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException("cannot read " + file, unreadable);
    }
  }
}
