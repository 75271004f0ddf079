package io.reeve.scheduler.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reeve.scheduler.config.ConfigException.Kind;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A tree of settings whose keys are those of the defaults: a file laid over them, read key by key.
 */
final class Settings {
  private static final Pattern AMOUNT = Pattern.compile("(\\d{1,18}) ?([A-Za-z]+)");
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
  private static final Map<String, Long> BYTES =
      Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);

  private final ObjectNode values;

  private Settings(ObjectNode values) {
    this.values = values;
  }

  /** The defaults alone. */
  static Settings of(ObjectNode defaults) {
    return new Settings(defaults.deepCopy());
  }

  /**
   * Lays {@code own} over what is there.
   *
   * @throws ConfigException for a key that is not there
   */
  void overlay(ObjectNode own, String source) throws ConfigException {
    overlay(values, own, "", source);
  }

  private static void overlay(ObjectNode known, ObjectNode own, String path, String source)
      throws ConfigException {
    for (var field : own.properties()) {
      var key = path + field.getKey();
      var old = known.get(field.getKey());
      if (old == null) {
        throw new ConfigException(
            Kind.UNKNOWN_KEY,
            source
                + ": there is no '"
                + key
                + "'; did you mean '"
                + path
                + NearestName.to(field.getKey(), known.fieldNames())
                + "'?");
      }
      var isSection = old instanceof ObjectNode;
      if (isSection && field.getValue() instanceof ObjectNode section) {
        overlay((ObjectNode) old, section, key + ".", source);
      } else if (isSection != field.getValue().isObject() && !field.getValue().isNull()) {
        throw invalid(key, isSection ? "a section with keys is wanted" : "one value is wanted");
      } else if (!field.getValue().isNull()) { // "key:" with nothing behind it keeps the default
        known.set(field.getKey(), field.getValue());
      }
    }
  }

  String text(String key) throws ConfigException {
    var value = find(key);
    if (!value.isValueNode()) {
      throw invalid(key, "one value is wanted");
    }
    return value.asText();
  }

  boolean flag(String key) throws ConfigException {
    return switch (text(key)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw invalid(key, "'" + text(key) + "' is neither true nor false");
    };
  }

  int integer(String key) throws ConfigException {
    try {
      return Integer.parseInt(text(key));
    } catch (NumberFormatException e) {
      throw invalid(key, "'" + text(key) + "' is not a whole number up to " + Integer.MAX_VALUE);
    }
  }

  Duration duration(String key) throws ConfigException {
    return Duration.ofMillis(amount(key, MILLIS, "a duration such as 500ms, 15s or 10m"));
  }

  long bytes(String key) throws ConfigException {
    return amount(key, BYTES, "a size such as 64KiB or 4MiB");
  }

  private long amount(String key, Map<String, Long> units, String wanted) throws ConfigException {
    var match = AMOUNT.matcher(text(key));
    var unit = match.matches() ? units.get(match.group(2)) : null;
    if (unit == null) {
      throw invalid(key, "'" + text(key) + "' is not " + wanted);
    }
    try {
      return Math.multiplyExact(Long.parseLong(match.group(1)), unit);
    } catch (ArithmeticException e) {
      throw invalid(key, "'" + text(key) + "' is too much");
    }
  }

  private JsonNode find(String key) {
    JsonNode node = values;
    for (var part : key.split("\\.", -1)) {
      node = node.path(part);
    }
    return node;
  }

  static ConfigException invalid(String key, String why) {
    return new ConfigException(Kind.INVALID_VALUE, key + ": " + why);
  }
}
