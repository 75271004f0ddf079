package io.reeve.scheduler.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reeve.scheduler.core.Refusal.Reason;
import io.reeve.scheduler.core.cluster.Parameters.Name;
import io.reeve.scheduler.core.testing.TestCluster;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, texts and limits of the cluster parameters. */
class ParametersTest {
  private final TestCluster cluster = TestCluster.empty();

  @Test
  void defaults_areThoseOfTheDocumentation() {
    assertThat(Parameters.DEFAULT.taskCancelGracePeriod()).isEqualTo(Duration.ofSeconds(15));
    assertThat(Parameters.DEFAULT.lease().heartbeatInterval()).isEqualTo(Duration.ofSeconds(30));
    assertThat(Parameters.DEFAULT.lease().inactivityCount()).isEqualTo(3);
    assertThat(Parameters.DEFAULT.taskRetryCount()).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(Name.class)
  void everyParameter_readsItsOwnDefaultAndIsFoundByItsName(Name name) {
    assertThat(Parameters.DEFAULT.text(name)).isEqualTo(name.defaultText());
    assertThat(Name.of(name.text())).hasValue(name);
    assertThat(Name.of(name.text().toUpperCase(java.util.Locale.ROOT))).hasValue(name);
    assertThat(name.description()).contains("Range");
    cluster.set(name.text(), name.defaultText());
    assertThat(cluster.view().parameters().text(name)).isEqualTo(name.defaultText());
  }

  @ParameterizedTest
  @CsvSource({
    "TaskCancelGracePeriod, 0s, 0s",
    "taskcancelgraceperiod, 1h, 3600s",
    "TaskCancelGracePeriod, 1m30s, 90s",
    "TaskCancelGracePeriod, 7, 7s",
    "TaskCancelGracePeriod, 1500ms, 1500ms",
    "TaskCancelGracePeriod, ' 2s ', 2s",
    "HeartbeatInterval, 100ms, 100ms",
    "InactivityCount, 1, 1",
    "InactivityCount, 1000, 1000",
    "TaskRetryCount, 0, 0",
    "TaskRetryCount, ' 5 ', 5",
    "TaskRetryCount, 2147483647, 2147483647",
  })
  void set_inRange_isKept(String name, String value, String shown) {
    cluster.set(name, value);
    assertThat(cluster.last().reply()).isEqualTo(new Reply.Done());
    assertThat(cluster.view().parameters().text(Name.of(name).orElseThrow())).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "TaskCancelGracePeriod, -1s",
    "TaskCancelGracePeriod, 3601s",
    "TaskCancelGracePeriod, 1h1ms",
    "TaskCancelGracePeriod, soon",
    "TaskCancelGracePeriod, ' '",
    "TaskCancelGracePeriod, 5 s",
    "TaskCancelGracePeriod, s",
    "TaskCancelGracePeriod, 1s!",
    "TaskCancelGracePeriod, !1s",
    "TaskCancelGracePeriod, 1.5s",
    "TaskCancelGracePeriod, 9999999999999",
    "TaskCancelGracePeriod, 213503982334d51951617ms", // 1 ms more than a long can count
    "TaskCancelGracePeriod, 106751991167d106751991167d106751991167d",
    "HeartbeatInterval, 99ms",
    "HeartbeatInterval, 0",
    "InactivityCount, 0",
    "InactivityCount, 1001",
    "InactivityCount, 3s",
    "TaskRetryCount, -1",
    "TaskRetryCount, 2147483648",
    "TaskRetryCount, many",
  })
  void set_outOfRange_isRefused(String name, String value) {
    cluster.set(name, value);
    assertThat(cluster.refusal()).isEqualTo(Reason.INVALID_FIELD);
  }

  @Test
  void set_isAllOrNothing() {
    var values = new TreeMap<>(Map.of("InactivityCount", "5", "TaskRetryCount", "-1"));
    cluster.apply(new Command.SetParameters(null, values));
    assertThat(cluster.refusal()).isEqualTo(Reason.INVALID_FIELD);
    assertThat(cluster.view().parameters()).isEqualTo(Parameters.DEFAULT);
  }

  @Test
  void set_empty_isTheDefaultAgain() {
    cluster.set("InactivityCount", "5");
    cluster.set("InactivityCount", "");
    assertThat(cluster.view().parameters()).isEqualTo(Parameters.DEFAULT);
  }

  @Test
  void lease_shortened_isRememberedWhileAnAgentMayGoByIt() {
    var before = cluster.view().parameters().lease();
    cluster.set("HeartbeatInterval", "1s");
    var changed = cluster.view().time();
    assertThat(cluster.view().longestLease(changed)).isEqualTo(before);
    assertThat(cluster.view().longestLease(changed.plus(before.lostAfter()))).isEqualTo(before);
    assertThat(cluster.view().longestLease(changed.plus(before.lostAfter().multipliedBy(2))))
        .isEqualTo(cluster.view().parameters().lease());
  }

  @Test
  void lease_shortenedTwice_theLongestIsRemembered() {
    var before = cluster.view().parameters().lease();
    cluster.set("HeartbeatInterval", "10s");
    cluster.set("InactivityCount", "1");
    assertThat(cluster.view().longestLease(cluster.view().time())).isEqualTo(before);
  }

  @Test
  void lease_prolonged_isTheLongest() {
    cluster.set("HeartbeatInterval", "40s");
    assertThat(cluster.view().longestLease(cluster.view().time()))
        .isEqualTo(cluster.view().parameters().lease());
  }

  @ParameterizedTest
  @CsvSource({
    "TaskCancel, TaskCancelGracePeriod",
    "TaskRetries, TaskRetryCount",
    "taskretrycounts, TaskRetryCount",
    "heartbeat, HeartbeatInterval",
    "Inactivity, InactivityCount",
    "Nonsense, TaskCancelGracePeriod",
  })
  void set_ofAnUnknownParameter_namesTheNearest(String name, String nearest) {
    cluster.set(name, "1");
    assertThat(cluster.refusal()).isEqualTo(Reason.PARAMETER_NOT_FOUND);
    var refusal = ((Reply.Refused) cluster.last().reply()).refusal();
    assertThat(refusal.details())
        .containsEntry("parameter", name)
        .containsEntry("nearest", nearest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1d", "24h", "1440m", "86400s", "86400", "86400000ms", "23h59m60s"})
  void durations_haveManySpellings(String text) {
    assertThat(DurationText.parseMillis(text)).isEqualTo(86_400_000L);
  }

  @Test
  void durations_thatNoLongHolds_areNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DurationText.parseMillis("999999999999d"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DurationText.parseMillis("99999999999d".repeat(3)));
  }
}
