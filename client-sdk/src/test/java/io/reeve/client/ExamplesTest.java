package io.reeve.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The documentation's examples are the compiled ones, word for word. */
final class ExamplesTest {
  private static final Pattern EXAMPLE =
      Pattern.compile("<pre>\\{@code\\n(.*?)\\n \\* }</pre>", Pattern.DOTALL);

  @Test
  void examplesInTheJavadoc_compile() throws IOException {
    String compiled =
        Files.readString(Path.of("src/test/java/io/reeve/client/Examples.java"))
            .replaceAll("\\s+", " ");
    String documented =
        Files.readString(Path.of("src/main/java/io/reeve/client/SchedulerClient.java"));
    List<String> examples = new ArrayList<>();
    Matcher matcher = EXAMPLE.matcher(documented);
    while (matcher.find()) {
      examples.add(matcher.group(1).replaceAll("(?m)^ \\* ?", "").replaceAll("\\s+", " ").trim());
    }
    assertThat(examples).hasSize(4).allSatisfy(example -> assertThat(compiled).contains(example));
  }
}
