package io.reeve.scheduler.rpc.convert;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Points in time and spans. */
final class Times {
  private static final int NANOS_PER_SECOND = 1_000_000_000;
  private static final DateTimeFormatter WORDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Times() {}

  /** For a sentence: to the second, in UTC. */
  static String words(Instant time) {
    return WORDS.format(time);
  }

  static Timestamp toProto(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  static Instant toCore(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  static Duration toProto(java.time.Duration span) {
    return Duration.newBuilder().setSeconds(span.getSeconds()).setNanos(span.getNano()).build();
  }

  /** Only for a duration that {@link #check} has nothing against. */
  static java.time.Duration toCore(Duration span) {
    return java.time.Duration.ofSeconds(span.getSeconds(), span.getNanos());
  }

  static java.time.@Nullable Duration toCore(boolean present, Duration span) {
    return present ? toCore(span) : null;
  }

  /** Checks a duration that is given: well-formed and between both ends, these included. */
  static void check(
      Duration span,
      java.time.Duration least,
      java.time.Duration most,
      String path,
      Violations bad) {
    var wellFormed = span.getNanos() >= 0 && span.getNanos() < NANOS_PER_SECOND;
    var inRange =
        wellFormed
            && span.getSeconds() >= 0
            && span.getSeconds() <= most.toSeconds()
            && toCore(span).compareTo(least) >= 0
            && toCore(span).compareTo(most) <= 0;
    bad.require(inRange, path, "between " + seconds(least) + " and " + seconds(most));
  }

  private static String seconds(java.time.Duration span) {
    return span.toSeconds() + "s";
  }
}
