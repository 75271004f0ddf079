package io.reeve.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class TextTest {
  @Test
  void printable_writesOutWhatCouldMoveTheCursor() {
    assertThat(Text.printable("a\u001b[2Jb\nc\u009bd\u202ee"))
        .isEqualTo("a\\x1b[2Jb\\nc\\x9bd\\u202ee");
    assertThat(Text.printable("päß 名 😀")).isEqualTo("päß 名 😀");
  }

  @Test
  void fit_countsColumns_notChars() {
    assertThat(Text.fit("abcdef", 4)).isEqualTo("abc…");
    assertThat(Text.fit("名名名", 4)).isEqualTo("名…");
    assertThat(Text.fit("abcd", 4)).isEqualTo("abcd");
  }

  @Test
  void wrap_cutsWordsThatFitNoLine() {
    assertThat(Text.wrap("> ", "  ", "x".repeat(200)))
        .hasSizeGreaterThan(2)
        .allSatisfy(line -> assertThat(Text.width(line)).isLessThanOrEqualTo(80));
  }

  @ParameterizedTest
  @CsvSource({"500ms, PT0.5S", "5s, PT5S", "2m, PT2M", "1h30m, PT1H30M", "1d, PT24H", "0s, PT0S"})
  void span_wellFormed_isRead(String text, Duration span) {
    assertThat(new Converters.Span().convert(text)).isEqualTo(span);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "5 s", "-5s", "1.5s", "5sx", "x5s"})
  void span_malformed_isRefused(String text) {
    assertThatThrownBy(() -> new Converters.Span().convert(text))
        .isInstanceOf(TypeConversionException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "512, 512",
    "1K, 1024",
    "512M, 536870912",
    "2G, 2147483648",
    "2GiB, 2147483648",
    "2g, 2147483648"
  })
  void size_wellFormed_isRead(String text, long bytes) {
    assertThat(new Converters.Size().convert(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "M", "1.5G", "-1", "2X", "999999999999999T"})
  void size_malformed_isRefused(String text) {
    assertThatThrownBy(() -> new Converters.Size().convert(text))
        .isInstanceOf(TypeConversionException.class);
  }

  @ParameterizedTest
  @CsvSource({"PT0S, 0s", "PT0.0003S, 0.3ms", "PT2.004S, 2.004s", "PT1H30M, 1h30m", "PT61S, 1m1s"})
  void span_isPrintedShort(Duration span, String text) {
    assertThat(Words.span(span)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0, now", "59, 59s ago", "185, 3m ago", "7300, 2h ago", "200000, 2d ago", "-5, now"})
  void ago_isOneUnit(long seconds, String text) {
    Instant then = Instant.ofEpochSecond(1_000_000);
    assertThat(Words.ago(Optional.of(then), then.plusSeconds(seconds))).isEqualTo(text);
  }
}
