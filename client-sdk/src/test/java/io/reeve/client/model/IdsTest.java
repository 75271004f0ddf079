package io.reeve.client.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IdsTest {
  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.2.3", "9223372036854775807.2147483647.2147483647"})
  void taskId_wellFormed_readsBack(String text) {
    assertThat(TaskId.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "12",
        "12.",
        ".1",
        "12.0",
        "0.1",
        "1.2.0",
        "a.b",
        "1.2.3.4",
        "-1.2",
        "+1.2",
        " 1.2",
        "1.2 ",
        "1..2",
        "1,2",
        "1.2147483648",
        "9223372036854775808.1",
        "1.99999999999999999999",
        "١.٢"
      })
  void taskId_malformed_isRefused(String text) {
    assertThatThrownBy(() -> TaskId.parse(text))
        .isInstanceOfSatisfying(
            MalformedIdException.class, e -> assertThat(e.text()).isEqualTo(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "1.2", "x", "9223372036854775808"})
  void jobId_malformed_isRefused(String text) {
    assertThatThrownBy(() -> JobId.parse(text)).isInstanceOf(MalformedIdException.class);
  }

  @Test
  void ids_areOrderedByTheirNumbers() {
    assertThat(TaskId.parse("2.10")).isGreaterThan(TaskId.parse("2.9"));
    assertThat(JobId.parse("10")).isGreaterThan(JobId.parse("9"));
  }
}
