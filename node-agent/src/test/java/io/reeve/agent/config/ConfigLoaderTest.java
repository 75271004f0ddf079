package io.reeve.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.agent.config.AgentConfig.ContainmentMode;
import io.reeve.agent.config.AgentConfig.OrphanPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
  @TempDir Path directory;
  private ConfigLoader loader;
  private Path supervisor;

  @BeforeEach
  void make() throws IOException {
    supervisor = Files.createFile(directory.resolve("supervisor"));
    loader =
        new ConfigLoader(
            new ConfigLoader.Defaults(
                () -> "host", 4, () -> 1 << 30, Optional.of(supervisor), directory));
  }

  private AgentConfig load(String yaml, Map<String, String> flags)
      throws IOException, ConfigException {
    Path file = Files.writeString(directory.resolve("agent.yaml"), yaml);
    return loader.load(Optional.of(file), flags, false);
  }

  @Test
  void nothingSet_givesTheDefaults() throws ConfigException {
    assertThat(loader.load(Optional.empty(), Map.of(), false))
        .isEqualTo(
            new AgentConfig(
                "127.0.0.1",
                7070,
                false,
                "host",
                directory.resolve("reeve-agent-data"),
                4,
                1 << 30,
                Map.of(),
                Duration.ofSeconds(60),
                supervisor,
                ContainmentMode.AUTO,
                Optional.empty(),
                OrphanPolicy.REAP,
                false));
  }

  @Test
  void file_thenFlags_win() throws Exception {
    AgentConfig config =
        load(
            "head: '[::1]:9'\ncores: 3\nmemory: 2GiB\nresources: {gpu: 2}\nkill-timeout: 5s\n",
            Map.of("cores", "1", "name", "n7"));

    assertThat(config.headHost()).isEqualTo("::1");
    assertThat(config.headPort()).isEqualTo(9);
    assertThat(config.cores()).isEqualTo(1);
    assertThat(config.name()).isEqualTo("n7");
    assertThat(config.memoryBytes()).isEqualTo(2L << 30);
    assertThat(config.resources()).containsExactly(Map.entry("gpu", 2L));
    assertThat(config.killTimeout()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void containment_isRead() throws Exception {
    AgentConfig config =
        load("containment.mode: cgroup\ncontainment.cgroup: /sys/fs/cgroup/tasks\n", Map.of());

    assertThat(config.containmentMode()).isEqualTo(ContainmentMode.CGROUP);
    assertThat(config.containmentCgroup()).contains(Path.of("/sys/fs/cgroup/tasks"));
  }

  @Test
  void insecureNetwork_isReadAndMustBeClear() throws Exception {
    assertThat(load("insecure-network: true\n", Map.of()).insecureNetwork()).isTrue();
    assertThatThrownBy(() -> load("insecure-network: maybe\n", Map.of()))
        .isInstanceOf(ConfigException.class);
  }

  @Test
  void emptyFile_givesTheDefaults() throws Exception {
    assertThat(load("# nothing\n", Map.of()).cores()).isEqualTo(4);
  }

  @Test
  void unknownKey_isRefusedAndTheNearestNamed() {
    assertThatThrownBy(() -> load("core: 3\n", Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("'cores'"); // the suggestion is the feature
  }

  @ParameterizedTest
  @CsvSource({"haed, head", "mem, memory", "data, data-dir", "kill-timout, kill-timeout"})
  void unknownKey_closeToOne_suggestsIt(String typed, String meant) {
    assertThatThrownBy(() -> load(typed + ": 3\n", Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("did you mean '" + meant + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"listen", "x", "''", "bad", "frobnicate"})
  void unknownKey_farFromAll_listsThemAll(String typed) {
    assertThatThrownBy(() -> load(typed + ": 3\n", Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll("head", "data-dir", "supervisor")
        .hasMessageNotContaining("did you mean");
  }

  @Test
  void fileThatIsNotThere_isNamedOnceWithTheReason() {
    Optional<Path> missing = Optional.of(directory.resolve("missing"));
    assertThatThrownBy(() -> loader.load(missing, Map.of(), false))
        .isInstanceOf(ConfigException.class)
        .hasMessage("cannot read " + directory.resolve("missing") + ": no such file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cores: 0",
        "cores: many",
        "memory: 3 elephants",
        "head: localhost",
        "head: localhost:70000",
        "name: 'a b'",
        "kill-timeout: 0s",
        "kill-timeout: 5",
        "resources: {GPU: 1}",
        "resources: {gpu: 0}",
        "resources: {gpu: x}",
        "cores: [1]",
        "- a",
        "a: b: c",
        "containment.mode: jail",
        "containment.cgroup: relative/path",
        "supervisor: /no/such/file"
      })
  void impossibleValue_isRefused(String yaml) {
    assertThatThrownBy(() -> load(yaml, Map.of())).isInstanceOf(ConfigException.class);
  }
}
