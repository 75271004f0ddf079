package io.reeve.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.agent.config.AgentConfig;
import io.reeve.agent.config.ConfigException;
import io.reeve.agent.config.ConfigLoader;
import io.reeve.testing.Daemon;
import io.reeve.testing.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The files in {@code conf/} show what holds without them: a key that somebody takes the comment
 * sign from is known, and changes nothing before its value is changed.
 */
class PackedConfigTest {
  private static final String KEY = "^( *)#([a-z][a-z.-]*:.*)$";

  /** In the record, but no keys: the head's address is two components, and a flag is a flag. */
  private static final int COMPONENTS_WITHOUT_KEY = 2;

  @TempDir Path dir;

  /** The values are the build's copy of the defaults; the form is what is tested. */
  @Test
  void reeved_everyKeyUncommented_starts() throws Exception {
    var lines = uncommented("reeved.yaml");
    assertThat(lines).hasSizeGreaterThan(10);
    var command =
        List.of(
            Distribution.home().resolve("bin/reeved").toString(),
            "--config",
            save(lines).toString(),
            "--data",
            dir.resolve("data").toString(),
            "--listen",
            "127.0.0.1:0",
            "--exit-with-stdin");
    var head = Daemon.start(command, dir.resolve("log"), "reeved: ready on ");
    head.close();
  }

  @Test
  void agent_keysThatShowTheirDefault_changeNothing() throws Exception {
    var lines = new ArrayList<String>();
    var example = false;
    for (var line : Files.readAllLines(conf("agent.yaml"))) {
      if (line.isBlank()) {
        example = false;
      }
      // "Default: the host name." stands above a key that shows an example.
      example |= line.contains(" Default: ") || line.startsWith("# Named counts");
      if (!example && line.matches(KEY)) {
        lines.add(line.replaceAll(KEY, "$1$2"));
      }
    }

    assertThat(lines).hasSize(6);
    assertThat(load(Optional.of(save(lines)))).isEqualTo(load(Optional.empty()));
  }

  @Test
  void agent_everyKey_isShown() throws Exception {
    var lines = uncommented("agent.yaml");
    var supervisor = "supervisor: " + Distribution.home().resolve("libexec/reeve-supervisor.sh");
    lines.replaceAll(line -> line.startsWith("supervisor:") ? supervisor : line);

    assertThat(load(Optional.of(save(lines))).resources()).isNotEmpty();
    assertThat(lines.stream().filter(line -> !line.startsWith(" ")))
        .hasSize(AgentConfig.class.getRecordComponents().length - COMPONENTS_WITHOUT_KEY);
  }

  private AgentConfig load(Optional<Path> file) throws ConfigException {
    var supervisor = Distribution.home().resolve("libexec/reeve-supervisor.sh");
    var defaults =
        new ConfigLoader.Defaults(() -> "host", 3, () -> 1 << 30, Optional.of(supervisor), dir);
    return new ConfigLoader(defaults).load(file, Map.of(), false);
  }

  private static List<String> uncommented(String name) throws IOException {
    var lines = new ArrayList<String>();
    for (var line : Files.readAllLines(conf(name))) {
      if (line.matches(KEY)) {
        lines.add(line.replaceAll(KEY, "$1$2"));
      }
    }
    return lines;
  }

  private static Path conf(String name) {
    return Distribution.home().resolve("conf").resolve(name);
  }

  private Path save(List<String> lines) throws IOException {
    return Files.write(dir.resolve("config.yaml"), lines);
  }
}
