package io.reeve.cli;

import io.reeve.client.model.JobId;
import io.reeve.client.model.JobState;
import io.reeve.client.model.Sweep;
import io.reeve.client.model.TaskId;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads what users type. A refusal says what would have been right. */
final class Converters {
  private static final Pattern SPAN = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,15})([KMGT]?)(i?B)?");
  private static final Pattern COUNT = Pattern.compile("0*[1-9][0-9]{0,8}");
  private static final Pattern SWEEP =
      Pattern.compile("([0-9]{1,9})-([0-9]{1,9})(?::([0-9]{1,9}))?");

  private Converters() {}

  /** {@code 500ms}, {@code 5s}, {@code 2m}, {@code 1h30m}. */
  static final class Span implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      Matcher matcher = SPAN.matcher(text);
      Duration sum = Duration.ZERO;
      int end = 0;
      while (matcher.find() && matcher.start() == end) {
        long amount = Long.parseLong(matcher.group(1));
        sum =
            sum.plus(
                switch (matcher.group(2)) {
                  case "ms" -> Duration.ofMillis(amount);
                  case "s" -> Duration.ofSeconds(amount);
                  case "m" -> Duration.ofMinutes(amount);
                  case "h" -> Duration.ofHours(amount);
                  default -> Duration.ofDays(amount);
                });
        end = matcher.end();
      }
      if (end == 0 || end != text.length()) {
        throw refused(text, "a time span such as 500ms, 5s, 2m or 1h30m");
      }
      return sum;
    }
  }

  /** {@code 512M}, {@code 2G}; powers of 1024. */
  static final class Size implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      Matcher matcher = SIZE.matcher(text.toUpperCase(Locale.ROOT).replace("IB", "iB"));
      if (!matcher.matches()) {
        throw refused(text, "a size such as 512M or 2G");
      }
      String unit = matcher.group(2);
      int power = unit.isEmpty() ? 0 : "KMGT".indexOf(unit) + 1;
      try {
        return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << (10 * power));
      } catch (ArithmeticException tooLarge) {
        throw refused(text, "a size below 8 EiB");
      }
    }
  }

  /** {@code 4}: one or more. */
  static final class Count implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      if (!COUNT.matcher(text).matches()) {
        throw refused(text, "a number from 1 on");
      }
      return Integer.parseInt(text);
    }
  }

  /** {@code 1-100} or {@code 1-100:5}. */
  static final class SweepRange implements ITypeConverter<Sweep> {
    @Override
    public Sweep convert(String text) {
      Matcher matcher = SWEEP.matcher(text);
      if (!matcher.matches()) {
        throw refused(text, "a sweep such as 1-100 or 1-100:5");
      }
      String step = matcher.group(3);
      return new Sweep(
          Integer.parseInt(matcher.group(1)),
          Integer.parseInt(matcher.group(2)),
          step == null ? 1 : Integer.parseInt(step));
    }
  }

  /** {@code 12}. */
  static final class Job implements ITypeConverter<JobId> {
    @Override
    public JobId convert(String text) {
      try {
        return JobId.parse(text);
      } catch (IllegalArgumentException malformed) {
        throw refused(text, "a job id such as 12");
      }
    }
  }

  /** {@code 12.1}. */
  static final class Task implements ITypeConverter<TaskId> {
    @Override
    public TaskId convert(String text) {
      try {
        return TaskId.parse(text);
      } catch (IllegalArgumentException malformed) {
        throw refused(text, "a task id such as 12.1 (job 12, task 1)");
      }
    }
  }

  /** {@code running}, in any case. */
  static final class State implements ITypeConverter<JobState> {
    @Override
    public JobState convert(String text) {
      return Arrays.stream(JobState.values())
          .filter(state -> state != JobState.UNKNOWN)
          .filter(state -> state.name().equalsIgnoreCase(text.replace('-', '_')))
          .findFirst()
          .orElseThrow(() -> refused(text, "a job state such as running or failed"));
    }
  }

  private static TypeConversionException refused(String text, String right) {
    return new TypeConversionException("'" + text + "' is not " + right);
  }
}
