package io.reeve.scheduler.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.reeve.scheduler.config.ConfigException.Kind;
import io.reeve.scheduler.config.ConfigLoader.Overrides;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigLoaderTest {
  @TempDir Path directory;

  private SchedulerConfig load(String yaml) throws Exception {
    return ConfigLoader.load(Optional.of(file(yaml)), Overrides.NONE);
  }

  private Path file(String yaml) throws IOException {
    return Files.writeString(directory.resolve("reeved.yaml"), yaml);
  }

  private ConfigException refused(String yaml) throws IOException {
    var file = file(yaml);
    return catchThrowableOfType(
        ConfigException.class, () -> ConfigLoader.load(Optional.of(file), Overrides.NONE));
  }

  @Test
  void defaults_areWhatTheFileSays() throws Exception {
    assertThat(ConfigLoader.load(Optional.empty(), Overrides.NONE))
        .isEqualTo(
            new SchedulerConfig(
                new Address("127.0.0.1", 7070),
                Path.of("/var/lib/reeve/head"),
                "reeve",
                false,
                new SchedulerConfig.Log(100_000, Duration.ofMinutes(10), 64L << 20),
                new SchedulerConfig.Events(65_536),
                new SchedulerConfig.Limits(4 << 20, 10_000, 10_000, 100_000, 1_000, 10_000)));
  }

  @Test
  void file_overridesDefaults_flagsOverrideTheFile() throws Exception {
    var file = file("listen: 127.0.0.1:1\ndata-dir: /a\nlog:\n  snapshot-interval: 90s\n");
    var config =
        ConfigLoader.load(
            Optional.of(file),
            new Overrides(Optional.of(new Address("localhost", 2)), Optional.empty()));
    assertThat(config.listen()).isEqualTo(new Address("localhost", 2));
    assertThat(config.dataDir()).isEqualTo(Path.of("/a"));
    assertThat(config.log().snapshotInterval()).isEqualTo(Duration.ofSeconds(90));
    assertThat(config.log().snapshotEntries()).isEqualTo(100_000);
  }

  @Test
  void emptyFileOrValue_keepsTheDefaults() throws Exception {
    assertThat(load("# nothing\n")).isEqualTo(load("log:\ncluster-name:\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "lisen: x, listen",
    "data_dir: x, data-dir",
    "'log: {snapshot-entrys: 1}', log.snapshot-entries",
    "'limits: {message-size: 1}', limits.message-bytes",
  })
  void unknownKey_isRefusedNamingTheNearest(String yaml, String nearest) throws Exception {
    var refusal = refused(yaml);
    assertThat(refusal.kind()).isEqualTo(Kind.UNKNOWN_KEY);
    assertThat(refusal.getMessage()).contains("'" + nearest + "'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "listen: 7070",
        "listen: '127.0.0.1:70700'",
        "listen: '::1:7070'",
        "listen: 'no.such.host.invalid:1'",
        "cluster-name: 'a b'",
        "cluster-name: ''",
        "insecure-network: maybe",
        "log: {snapshot-entries: 0}",
        "log: {snapshot-entries: 99999999999}",
        "log: {snapshot-interval: 10}",
        "log: {snapshot-interval: 10 parsecs}",
        "log: {snapshot-interval: 1ms}",
        "log: {snapshot-bytes: 64}",
        "log: {snapshot-bytes: 999999999999GiB}",
        "log: 5",
        "listen: {host: x}",
        "listen: [a, b]",
        "events: {held: 0}",
        "limits: {message-bytes: 8MiB}",
        "limits: {message-bytes: 9999GiB}",
        "limits: {waiting-commands: 0}",
        "limits: {waiting-reads: -1}",
        "limits: {awaited: 0}",
        "limits: {watches: 0}",
        "limits: {waits: 0}",
      })
  void badValue_isRefused(String yaml) throws Exception {
    assertThat(refused(yaml).kind()).isEqualTo(Kind.INVALID_VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"listen: [", "listen: a:1\nlisten: b:2", "- a\n- b", "just text"})
  void notOurYaml_isRefused(String yaml) throws Exception {
    assertThat(refused(yaml).kind()).isEqualTo(Kind.UNREADABLE);
  }

  @Test
  void missingFile_isRefused() {
    var refusal =
        catchThrowableOfType(
            ConfigException.class,
            () -> ConfigLoader.load(Optional.of(directory.resolve("none.yaml")), Overrides.NONE));
    assertThat(refusal.kind()).isEqualTo(Kind.UNREADABLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0:7070", "[::]:7070", "192.0.2.1:7070"})
  void listenBeyondThisMachine_wantsAnExplicitWord(String listen) throws Exception {
    assertThat(refused("listen: '" + listen + "'").kind()).isEqualTo(Kind.INSECURE_LISTEN);
    assertThat(load("listen: '" + listen + "'\ninsecure-network: true").insecureNetwork()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:7070", "localhost:0", "[::1]:7070", "127.1.2.3:1"})
  void listenOnLoopback_isFine(String listen) throws Exception {
    assertThat(load("listen: '" + listen + "'").listen()).hasToString(listen);
  }
}
