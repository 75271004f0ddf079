package io.reeve.agent.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.reeve.agent.config.AgentConfig.ContainmentMode;
import io.reeve.agent.config.AgentConfig.OrphanPolicy;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes the effective settings: defaults, the file over them, flags over that. */
public final class ConfigLoader {
  private static final List<String> KEYS =
      List.of(
          "head",
          "insecure-network",
          "name",
          "data-dir",
          "cores",
          "memory",
          "resources",
          "kill-timeout",
          "supervisor",
          "containment.mode",
          "containment.cgroup",
          "orphans");
  private static final Pattern HOST_PORT = Pattern.compile("\\[?([^\\]]+?)\\]?:(\\d{1,5})");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*([KMGT]i?B?|B)?");
  private static final Pattern SPAN = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

  private final Defaults defaults;

  /** With what the machine gives. */
  public ConfigLoader(Defaults defaults) {
    this.defaults = defaults;
  }

  /**
   * What holds when nothing is set.
   *
   * @param hostName for the node's name
   * @param cores available cores
   * @param memoryBytes physical memory; asked only when needed
   * @param supervisor where the distribution has the supervisor; empty when it cannot be found
   * @param workingDirectory relative paths are below it
   */
  public record Defaults(
      Supplier<String> hostName,
      int cores,
      LongSupplier memoryBytes,
      Optional<Path> supervisor,
      Path workingDirectory) {}

  /**
   * Loads.
   *
   * @param file the settings file, if there is one
   * @param flags key to value, the keys of the file; they win over it
   * @throws ConfigException when a key is unknown or a value is not possible
   */
  public AgentConfig load(Optional<Path> file, Map<String, String> flags, boolean exitWithStdin)
      throws ConfigException {
    Map<String, String> values = new LinkedHashMap<>();
    Map<String, Long> resources = new HashMap<>();
    if (file.isPresent()) {
      read(file.get(), values, resources);
    }
    values.putAll(flags);
    try {
      return effective(values, resources, exitWithStdin);
    } catch (IllegalArgumentException impossible) {
      throw new ConfigException(String.valueOf(impossible.getMessage()), impossible);
    }
  }

  private AgentConfig effective(
      Map<String, String> values, Map<String, Long> resources, boolean exitWithStdin)
      throws ConfigException {
    Matcher head = match("head", HOST_PORT, values.getOrDefault("head", "127.0.0.1:7070"));
    Path supervisor = supervisor(values);
    return new AgentConfig(
        head.group(1),
        Integer.parseInt(head.group(2)),
        flag("insecure-network", values.getOrDefault("insecure-network", "false")),
        values.containsKey("name") ? values.get("name") : defaults.hostName().get(),
        absolute(values.getOrDefault("data-dir", "reeve-agent-data")),
        values.containsKey("cores") ? integer("cores", values.get("cores")) : defaults.cores(),
        values.containsKey("memory")
            ? bytes(values.get("memory"))
            : defaults.memoryBytes().getAsLong(),
        resources,
        span(values.getOrDefault("kill-timeout", "60s")),
        supervisor,
        mode(values.getOrDefault("containment.mode", "auto")),
        Optional.ofNullable(values.get("containment.cgroup")).map(Path::of),
        orphans(values.getOrDefault("orphans", "reap")),
        exitWithStdin);
  }

  private Path supervisor(Map<String, String> values) throws ConfigException {
    Path path =
        values.containsKey("supervisor")
            ? absolute(values.get("supervisor"))
            : defaults
                .supervisor()
                .orElseThrow(
                    () ->
                        new ConfigException(
                            "supervisor: not found; set it, or start the agent by its script"));
    if (!Files.isReadable(path)) {
      throw new ConfigException("supervisor: cannot read " + path);
    }
    return path;
  }

  private static void read(Path file, Map<String, String> values, Map<String, Long> resources)
      throws ConfigException {
    JsonNode root;
    try {
      root = new YAMLMapper().readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      throw new ConfigException(file + ": not YAML: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new ConfigException("cannot read " + file + ": " + why(e), e);
    }
    if (root.isMissingNode() || root.isNull()) {
      return; // an empty file
    }
    if (!root.isObject()) {
      throw new ConfigException(file + ": must be keys and values");
    }
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      readField(file, field, values, resources);
    }
  }

  private static void readField(
      Path file,
      Map.Entry<String, JsonNode> field,
      Map<String, String> values,
      Map<String, Long> resources)
      throws ConfigException {
    String key = field.getKey();
    if (!KEYS.contains(key)) {
      throw new ConfigException(file + ": unknown key '" + key + "'; " + advice(key));
    }
    if (key.equals("resources")) {
      for (Map.Entry<String, JsonNode> resource : field.getValue().properties()) {
        if (!resource.getValue().canConvertToLong()) {
          throw new ConfigException("resources: " + resource.getKey() + " must be a number");
        }
        resources.put(resource.getKey(), resource.getValue().asLong());
      }
    } else if (field.getValue().isValueNode()) {
      values.put(key, field.getValue().asText());
    } else {
      throw new ConfigException(file + ": '" + key + "' must be a single value");
    }
  }

  private static String advice(String unknown) {
    return NearestKey.to(unknown, KEYS)
        .map(key -> "did you mean '" + key + "'?")
        .orElse("there are " + String.join(", ", KEYS));
  }

  /** The message of some of these is the path alone. */
  private static String why(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file";
    } else if (e instanceof AccessDeniedException) {
      return "permission denied";
    } else if (e instanceof CharacterCodingException) {
      return "not UTF-8";
    }
    return String.valueOf(e.getMessage());
  }

  private Path absolute(String path) {
    return defaults.workingDirectory().resolve(path).normalize();
  }

  private static int integer(String key, String value) throws ConfigException {
    try {
      return Integer.parseInt(value.strip());
    } catch (NumberFormatException e) {
      throw new ConfigException(key + ": not a number: " + value, e);
    }
  }

  private static boolean flag(String key, String value) throws ConfigException {
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new ConfigException(key + ": must be true or false: " + value);
    };
  }

  private static long bytes(String value) throws ConfigException {
    Matcher size = match("memory", SIZE, value.strip());
    String unit = size.group(2);
    long number = Long.parseLong(size.group(1));
    if (unit == null || unit.equals("B")) {
      return number;
    }
    return Math.multiplyExact(number, 1L << (10 * ("KMGT".indexOf(unit.charAt(0)) + 1)));
  }

  private static Duration span(String value) throws ConfigException {
    Matcher span = match("kill-timeout", SPAN, value.strip());
    long number = Long.parseLong(span.group(1));
    return switch (span.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }

  private static ContainmentMode mode(String value) throws ConfigException {
    for (ContainmentMode mode : ContainmentMode.values()) {
      if (mode.name().toLowerCase(Locale.ROOT).equals(value)) {
        return mode;
      }
    }
    throw new ConfigException("containment.mode: must be auto, cgroup or subreaper: " + value);
  }

  private static OrphanPolicy orphans(String value) throws ConfigException {
    return switch (value) {
      case "reap" -> OrphanPolicy.REAP;
      case "report" -> OrphanPolicy.REPORT;
      default -> throw new ConfigException("orphans: must be reap or report: " + value);
    };
  }

  private static Matcher match(String key, Pattern form, String value) throws ConfigException {
    Matcher matcher = form.matcher(value);
    if (!matcher.matches()) {
      throw new ConfigException(key + ": cannot read '" + value + "'");
    }
    return matcher;
  }
}
