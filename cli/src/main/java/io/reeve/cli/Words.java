package io.reeve.cli;

import io.reeve.client.model.CancelVerdict;
import io.reeve.client.model.Cause;
import io.reeve.client.model.ExitStatus;
import io.reeve.client.model.Resources;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Values in words, the same everywhere. */
final class Words {
  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Words() {}

  /** {@code Canceling} for {@code CANCELING}. */
  static String name(Enum<?> value) {
    return name(value.name());
  }

  /** For a state that came as text. */
  static String name(String constant) {
    if (constant.isEmpty()) {
      return "";
    }
    String lower = constant.toLowerCase(Locale.ROOT).replace('_', ' ');
    return lower.substring(0, 1).toUpperCase(Locale.ROOT) + lower.substring(1);
  }

  static String exact(Instant time) {
    return EXACT.format(time);
  }

  /** {@code 3m ago}; a time that is not past, within a clock's error, is {@code now}. */
  static String ago(Optional<Instant> time, Instant now) {
    return time.map(then -> ago(Duration.between(then, now))).orElse("-");
  }

  /** {@code 3m}: how long it has been there. */
  static String age(Optional<Instant> start, Instant now) {
    return start.map(then -> coarse(Duration.between(then, now))).orElse("-");
  }

  private static String ago(Duration span) {
    return span.toSeconds() < 1 ? "now" : coarse(span) + " ago";
  }

  /** One unit, rounded down. */
  static String coarse(Duration span) {
    long seconds = Math.max(0, span.toSeconds());
    if (seconds < 60) {
      return seconds + "s";
    } else if (seconds < 3600) {
      return seconds / 60 + "m";
    } else if (seconds < 86_400) {
      return seconds / 3600 + "h";
    }
    return seconds / 86_400 + "d";
  }

  /** All of it: {@code 1h30m}, {@code 2.004s}, {@code 0.3ms}. */
  static String span(Duration span) {
    if (span.isNegative()) {
      return "-" + span(span.negated());
    }
    if (span.compareTo(Duration.ofSeconds(1)) < 0 && !span.isZero()) {
      return decimal(span.truncatedTo(ChronoUnit.MICROS).toNanos() / 1e6) + "ms";
    }
    StringBuilder out = new StringBuilder();
    if (span.toHours() > 0) {
      out.append(span.toHours()).append('h');
    }
    if (span.toMinutesPart() > 0) {
      out.append(span.toMinutesPart()).append('m');
    }
    double seconds = span.toSecondsPart() + span.toMillisPart() / 1000.0;
    if (seconds > 0 || out.isEmpty()) {
      out.append(decimal(seconds)).append('s');
    }
    return out.toString();
  }

  static String exit(ExitStatus exit) {
    String core = exit.coreDumped() ? ", core dumped" : "";
    if (exit.evidence() instanceof ExitStatus.Code code) {
      return "exit code " + code.code() + core;
    } else if (exit.evidence() instanceof ExitStatus.Signal signal) {
      return "signal "
          + signal.number()
          + (signal.name().isEmpty() ? "" : " (" + signal.name() + ")")
          + core;
    } else if (exit.evidence() instanceof ExitStatus.Unknown unknown) {
      return "not known how: " + unknown.why() + core;
    }
    throw new IllegalStateException("not a kind of evidence: " + exit.evidence());
  }

  /** For a narrow column: {@code 7}, {@code SIGKILL}, {@code ?}. */
  static String shortExit(Optional<ExitStatus> exit) {
    if (exit.isEmpty()) {
      return "-";
    } else if (exit.get().evidence() instanceof ExitStatus.Code code) {
      return Integer.toString(code.code());
    } else if (exit.get().evidence() instanceof ExitStatus.Signal signal) {
      return signal.name().isEmpty() ? "signal " + signal.number() : signal.name();
    }
    return "?";
  }

  static String bytes(long bytes) {
    if (bytes <= 0) {
      return "0";
    }
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return decimal(Math.floor(value * 10) / 10) + " " + units[unit];
  }

  static String resources(Resources resources) {
    List<String> parts = new ArrayList<>();
    parts.add(count(Math.max(1, resources.cores()), "core"));
    if (resources.memoryBytes() > 0) {
      parts.add(bytes(resources.memoryBytes()) + " of memory");
    }
    Map<String, Long> named = new TreeMap<>(resources.named());
    named.forEach((name, amount) -> parts.add(amount + " " + name));
    return String.join(", ", parts);
  }

  static String cause(Cause cause) {
    return switch (cause) {
      case EXITED -> "it ended by itself";
      case CANCELED -> "canceled";
      case JOB_CANCELED -> "its job was canceled";
      case TIME_LIMIT -> "its time limit was over";
      case OUT_OF_MEMORY -> "it used too much memory";
      case NODE_LOST -> "its node was lost";
      case START_FAILED -> "it could not be started";
      case PREEMPTED -> "it made room for other work";
      case DEPENDENCY_FAILED -> "a task it depends on did not finish";
      case JOB_FAILED -> "another task of its job failed";
      case UNKNOWN -> "not known to this version";
    };
  }

  static String verdict(CancelVerdict verdict) {
    return switch (verdict) {
      case ACCEPTED -> "accepted: canceling";
      case CANCELED -> "canceled: it never ran";
      case ALREADY_CANCELING -> "was canceling already";
      case ALREADY_ENDED -> "had ended already; nothing was changed";
      case NOT_FOUND -> "there is no such task";
      case DENIED -> "you may not";
      case SKIPPED -> "not looked at";
      case UNKNOWN -> "a verdict this version does not know";
    };
  }

  static String count(long count, String thing) {
    return count + " " + thing + (count == 1 ? "" : thing.endsWith("ss") ? "es" : "s");
  }

  static String orDash(String text) {
    return text.isEmpty() ? "-" : text;
  }

  private static String decimal(double value) {
    String text = String.format(Locale.ROOT, "%.3f", value);
    return text.replaceFirst("\\.?0+$", "");
  }
}
