package io.reeve.agent.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CrashPointsTest {
  private final AtomicInteger crashes = new AtomicInteger();

  @Test
  void reached_withoutProperty_neverCrashes() {
    var points = armed("");

    for (var point : CrashPoint.values()) {
      points.at(point);
    }

    assertThat(crashes).hasValue(0);
  }

  @Test
  void reached_named_crashesAtTheFirstTime() {
    armed("BEFORE_REPORT_SENT").at(CrashPoint.BEFORE_REPORT_SENT);

    assertThat(crashes).hasValue(1);
  }

  @Test
  void reached_withCount_crashesAtThatTimeOnly() {
    var points = armed("AFTER_REPORT_SENT:2");
    points.at(CrashPoint.AFTER_REPORT_SENT);
    points.at(CrashPoint.BEFORE_REPORT_SENT);
    assertThat(crashes).hasValue(0);

    points.at(CrashPoint.AFTER_REPORT_SENT);
    points.at(CrashPoint.AFTER_REPORT_SENT);

    assertThat(crashes).hasValue(1);
  }

  @Test
  void property_unknownNameOrCount_isRefused() {
    assertThatThrownBy(() -> armed("NOWHERE")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> armed("BEFORE_REPORT_SENT:x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private CrashPoints armed(String spec) {
    return new CrashPoints(spec, crashes::incrementAndGet);
  }
}
