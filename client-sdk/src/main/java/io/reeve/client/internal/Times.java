package io.reeve.client.internal;

import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Points in time and spans, exact to the nanosecond. */
final class Times {
  private Times() {}

  /** For times the contract always sends; one that is missing reads as the epoch and back. */
  static Instant required(boolean present, Timestamp time) {
    return present ? instant(time) : Instant.EPOCH;
  }

  static Optional<Instant> optional(boolean present, Timestamp time) {
    return present ? Optional.of(instant(time)) : Optional.empty();
  }

  /** Empty for the epoch, the opposite of {@link #required}. */
  static Optional<Timestamp> required(Instant time) {
    return time.equals(Instant.EPOCH) ? Optional.empty() : Optional.of(proto(time));
  }

  static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  static Timestamp proto(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  static Optional<Duration> duration(boolean present, com.google.protobuf.Duration span) {
    return present
        ? Optional.of(Duration.ofSeconds(span.getSeconds(), span.getNanos()))
        : Optional.empty();
  }

  /** The wire wants seconds and nanos of one sign; {@link Duration} keeps nanos positive. */
  static com.google.protobuf.Duration proto(Duration span) {
    long seconds = span.getSeconds();
    int nanos = span.getNano();
    if (seconds < 0 && nanos > 0) {
      seconds++;
      nanos -= 1_000_000_000;
    }
    return com.google.protobuf.Duration.newBuilder().setSeconds(seconds).setNanos(nanos).build();
  }
}
