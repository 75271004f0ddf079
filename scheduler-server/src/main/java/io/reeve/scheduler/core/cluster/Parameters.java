package io.reeve.scheduler.core.cluster;

import io.reeve.scheduler.core.Refusal;
import io.reeve.scheduler.core.node.Lease;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The cluster parameters. Source of names and defaults: IScheduler::SetClusterParameter.
 *
 * @param values what was set; a parameter that is not here has its default
 */
public record Parameters(Map<Name, Long> values) {

  /** All defaults. */
  public static final Parameters DEFAULT = new Parameters(Map.of());

  /** The parameters. Durations are kept in milliseconds. */
  public enum Name {
    /** How long a task may take to stop by itself. */
    TASK_CANCEL_GRACE_PERIOD(
        "TaskCancelGracePeriod",
        true,
        15_000,
        0,
        3_600_000,
        "How long a canceled task may take to stop by itself before its processes are killed,"
            + " unless the request, the task or the job says otherwise. Range: 0s to 1h."),
    /** How often agents give a sign of life. */
    HEARTBEAT_INTERVAL(
        "HeartbeatInterval",
        true,
        30_000,
        100,
        3_600_000,
        "How often a node gives a sign of life. Range: 100ms to 1h."),
    /** How many signs of life may be missed. */
    INACTIVITY_COUNT(
        "InactivityCount",
        false,
        3,
        1,
        1_000,
        "How many heartbeats a node may miss before its lease is over. Range: 1 to 1000."),
    /** How often the system may start a task again after a system error. */
    TASK_RETRY_COUNT(
        "TaskRetryCount",
        false,
        3,
        0,
        Integer.MAX_VALUE,
        "How often a rerunnable task is queued again after a system error. Range: 0 to 2147483647.");

    private final String text;
    private final boolean isDuration;
    private final long defaultValue;
    private final long min;
    private final long max;
    private final String description;

    Name(
        String text,
        boolean isDuration,
        long defaultValue,
        long min,
        long max,
        String description) {
      this.text = text;
      this.isDuration = isDuration;
      this.defaultValue = defaultValue;
      this.min = min;
      this.max = max;
      this.description = description;
    }

    /** As users type it. */
    public String text() {
      return text;
    }

    /** What it means, its unit and range. */
    public String description() {
      return description;
    }

    /** Its default, as text. */
    public String defaultText() {
      return format(defaultValue);
    }

    /** The parameter of that name; case does not matter. */
    public static Optional<Name> of(String text) {
      return Arrays.stream(values()).filter(name -> name.text.equalsIgnoreCase(text)).findFirst();
    }

    private String format(long value) {
      if (!isDuration) {
        return Long.toString(value);
      }
      return value % 1000 == 0 ? value / 1000 + "s" : value + "ms";
    }

    private Optional<Long> parse(String value) {
      try {
        var parsed = isDuration ? DurationText.parseMillis(value) : Long.parseLong(value.strip());
        return parsed >= min && parsed <= max ? Optional.of(parsed) : Optional.empty();
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
  }

  public Parameters {
    var sorted = new EnumMap<Name, Long>(Name.class);
    sorted.putAll(values);
    values = Collections.unmodifiableMap(sorted);
  }

  /** The value as text. */
  public String text(Name name) {
    return name.format(value(name));
  }

  /** How long a canceled task may take to stop by itself. */
  public Duration taskCancelGracePeriod() {
    return Duration.ofMillis(value(Name.TASK_CANCEL_GRACE_PERIOD));
  }

  /** How often the system may start a task again. */
  public int taskRetryCount() {
    return (int) value(Name.TASK_RETRY_COUNT);
  }

  /** How long silent nodes are trusted. */
  public Lease lease() {
    return new Lease(
        Duration.ofMillis(value(Name.HEARTBEAT_INTERVAL)), (int) value(Name.INACTIVITY_COUNT));
  }

  /**
   * Why these values cannot be set; empty when they can. An empty value is the default, so it only
   * asks for the name.
   */
  public static Optional<Refusal> refusalOf(Map<String, String> texts) {
    for (var entry : texts.entrySet()) {
      var name = Name.of(entry.getKey());
      if (name.isEmpty()) {
        return Optional.of(
            Refusal.of(
                Refusal.Reason.PARAMETER_NOT_FOUND,
                "parameter",
                entry.getKey(),
                "nearest",
                nearest(entry.getKey())));
      }
      if (!entry.getValue().isEmpty() && name.get().parse(entry.getValue()).isEmpty()) {
        return Optional.of(
            Refusal.of(
                Refusal.Reason.INVALID_FIELD,
                "field",
                "values[" + entry.getKey() + "]",
                "description",
                name.get().description()));
      }
    }
    return Optional.empty();
  }

  /** With these values set; only when {@link #refusalOf} has nothing against them. */
  Parameters with(Map<String, String> texts) {
    var changed = new EnumMap<Name, Long>(Name.class);
    changed.putAll(values);
    texts.forEach(
        (text, value) -> {
          var name = Name.of(text).orElseThrow();
          if (value.isEmpty()) {
            changed.remove(name);
          } else {
            changed.put(name, name.parse(value).orElseThrow());
          }
        });
    return new Parameters(changed);
  }

  private long value(Name name) {
    return values.getOrDefault(name, name.defaultValue);
  }

  /** The known name with the longest common start. */
  private static String nearest(String text) {
    var wanted = text.toLowerCase(Locale.ROOT);
    var best = Name.values()[0];
    for (var name : Name.values()) {
      if (common(name, wanted) > common(best, wanted)) {
        best = name;
      }
    }
    return best.text;
  }

  private static int common(Name name, String wanted) {
    var known = name.text.toLowerCase(Locale.ROOT);
    var length = 0;
    while (length < Math.min(known.length(), wanted.length())
        && known.charAt(length) == wanted.charAt(length)) {
      length++;
    }
    return length;
  }
}
