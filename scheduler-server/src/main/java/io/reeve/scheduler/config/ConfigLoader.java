package io.reeve.scheduler.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.reeve.scheduler.config.ConfigException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Makes the settings: the defaults, over them a file, over it what the command line says.
 *
 * <p>The defaults and the set of keys are {@code default-config.yaml} itself, so the file that
 * people read cannot differ from what the program does. Jackson's plain tree is enough for that; a
 * configuration framework would look into the environment and system properties too, and then
 * nobody could tell where a value came from.
 */
public final class ConfigLoader {
  private static final String DEFAULTS = "default-config.yaml";
  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory()).enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private ConfigLoader() {}

  /**
   * What the command line may say over the file.
   *
   * @param listen as {@code listen}
   * @param dataDir as {@code data-dir}
   */
  public record Overrides(Optional<Address> listen, Optional<Path> dataDir) {
    /** Nothing. */
    public static final Overrides NONE = new Overrides(Optional.empty(), Optional.empty());
  }

  /** Loads the settings. */
  public static SchedulerConfig load(Optional<Path> file, Overrides overrides)
      throws ConfigException {
    var settings = Settings.of(defaults());
    if (file.isPresent()) {
      settings.overlay(read(file.get()), file.get().toString());
    }
    try {
      var config = bind(settings, overrides);
      checkListen(config);
      return config;
    } catch (IllegalArgumentException e) { // from a record's constructor; names the key
      throw new ConfigException(Kind.INVALID_VALUE, String.valueOf(e.getMessage()), e);
    }
  }

  private static SchedulerConfig bind(Settings settings, Overrides overrides)
      throws ConfigException {
    var messageBytes = settings.bytes("limits.message-bytes");
    return new SchedulerConfig(
        overrides.listen().isPresent() ? overrides.listen().get() : listen(settings.text("listen")),
        overrides.dataDir().isPresent()
            ? overrides.dataDir().get()
            : Path.of(settings.text("data-dir")),
        settings.text("cluster-name"),
        settings.flag("insecure-network"),
        new SchedulerConfig.Log(
            settings.integer("log.snapshot-entries"),
            settings.duration("log.snapshot-interval"),
            settings.bytes("log.snapshot-bytes")),
        new SchedulerConfig.Events(settings.integer("events.held")),
        new SchedulerConfig.Limits(
            (int) Math.min(messageBytes, Integer.MAX_VALUE),
            settings.integer("limits.waiting-commands"),
            settings.integer("limits.waiting-reads"),
            settings.integer("limits.awaited"),
            settings.integer("limits.watches"),
            settings.integer("limits.waits")));
  }

  private static Address listen(String text) throws ConfigException {
    try {
      return Address.parse(text);
    } catch (IllegalArgumentException e) {
      throw Settings.invalid("listen", String.valueOf(e.getMessage()));
    }
  }

  private static void checkListen(SchedulerConfig config) throws ConfigException {
    if (config.insecureNetwork()) {
      return;
    }
    try {
      if (!InetAddress.getByName(config.listen().host()).isLoopbackAddress()) {
        throw new ConfigException(
            Kind.INSECURE_LISTEN,
            "listen: "
                + config.listen()
                + " can be reached from other machines, and TLS is not part"
                + " of this version: listen on a loopback address, or set insecure-network: true if"
                + " everybody on that network may run programs on every node");
      }
    } catch (UnknownHostException e) {
      throw Settings.invalid("listen", "there is no host '" + config.listen().host() + "'");
    }
  }

  private static ObjectNode defaults() {
    try (var in = ConfigLoader.class.getResourceAsStream(DEFAULTS)) {
      if (in == null) {
        throw new IllegalStateException(DEFAULTS + " is not in the program");
      }
      return (ObjectNode) YAML.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode read(Path file) throws ConfigException {
    JsonNode tree;
    try (var in = Files.newInputStream(file)) {
      tree = YAML.readTree(in);
    } catch (JsonProcessingException e) {
      var at = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
      throw new ConfigException(Kind.UNREADABLE, file + at + ": " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new ConfigException(Kind.UNREADABLE, "cannot read " + file + ": " + e, e);
    }
    if (tree instanceof ObjectNode object) {
      return object;
    }
    if (tree.isMissingNode() || tree.isNull()) {
      return YAML.createObjectNode(); // nothing but comments
    }
    throw new ConfigException(Kind.UNREADABLE, file + ": not keys with values");
  }
}
