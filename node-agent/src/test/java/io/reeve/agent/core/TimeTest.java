package io.reeve.agent.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.agent.core.Time.Moment;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class TimeTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /** Both clocks stand still, but for pauses between two readings. */
  private static final class Held implements Time {
    private int pauses;
    private long nanos;

    Held(int pauses) {
      this.pauses = pauses;
    }

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public Instant wall() {
      if (pauses > 0) {
        pauses--;
        nanos += Duration.ofMillis(30).toNanos();
      }
      return START.plusNanos(nanos);
    }
  }

  @Test
  void now_heldUpBetweenTheReadings_readsAgain() {
    Moment now = new Held(2).now();

    assertThat(now.wall()).isEqualTo(START.plusNanos(now.nanos()));
  }

  @Test
  void now_heldUpAgainAndAgain_stillAnswers() {
    assertThat(new Held(Integer.MAX_VALUE).now().nanos()).isPositive();
  }
}
