package io.reeve.scheduler.core.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A table of cases and what each comes to, kept beside the tests so that every change shows in
 * review. A case that is not listed fails, and so does a listed one that no longer exists.
 *
 * <p>{@code mvn test -Dreeve.golden.write=true} writes the tables anew; read the difference before
 * committing it.
 */
public final class Golden {
  private static final String ARROW = " -> ";

  private final String file;
  private final List<String> heading;
  private final Map<String, String> rows = new LinkedHashMap<>();

  /**
   * A table.
   *
   * @param file its name in {@code src/test/resources/golden}
   * @param heading what it shows; written above it as comments
   */
  public Golden(String file, String... heading) {
    this.file = file;
    this.heading = List.of(heading);
  }

  /** Adds a case. */
  public void row(String subject, String input, String result) {
    var before = rows.put(String.format("%-36s %-36s", subject, input), result);
    assertThat(before).as("%s %s is there twice", subject, input).isNull();
  }

  /** Compares with the file. */
  public void check() {
    if (Boolean.getBoolean("reeve.golden.write")) {
      write();
    }
    var expected = read();
    assertThat(new TreeSet<>(rows.keySet()))
        .as("cases of %s: every pair is listed, and nothing else", file)
        .isEqualTo(new TreeSet<>(expected.keySet()));
    var differences = new ArrayList<String>();
    rows.forEach(
        (row, result) -> {
          if (!result.equals(expected.get(row))) {
            differences.add(row + ARROW + result + ", listed as " + expected.get(row));
          }
        });
    assertThat(differences).as(file).isEmpty();
  }

  private Map<String, String> read() {
    var expected = new LinkedHashMap<String, String>();
    try (var in = Golden.class.getResourceAsStream("/golden/" + file)) {
      var text =
          Boolean.getBoolean("reeve.golden.write")
              ? Files.readString(path())
              : in == null ? "" : new String(in.readAllBytes(), UTF_8);
      text.lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .forEach(
              line -> {
                var arrow = line.indexOf(ARROW);
                expected.put(line.substring(0, arrow), line.substring(arrow + ARROW.length()));
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return expected;
  }

  private void write() {
    var lines = new ArrayList<String>();
    heading.forEach(line -> lines.add("# " + line));
    var subject = "";
    for (var row : rows.entrySet()) {
      var first = row.getKey().substring(0, 36);
      if (!first.equals(subject)) {
        lines.add("");
        subject = first;
      }
      lines.add(row.getKey() + ARROW + row.getValue());
    }
    try {
      Files.createDirectories(path().getParent());
      Files.write(path(), lines, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path path() {
    return Path.of(System.getProperty("basedir", "."), "src/test/resources/golden", file);
  }
}
