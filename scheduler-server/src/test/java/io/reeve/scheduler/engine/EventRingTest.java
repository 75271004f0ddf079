package io.reeve.scheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.scheduler.core.cluster.Event;
import io.reeve.scheduler.core.job.JobState;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class EventRingTest {
  private final EventRing ring = new EventRing(3);

  private static Event event(long number) {
    return new Event(
        number, Instant.EPOCH, new Event.JobChanged(number, JobState.QUEUED, JobState.RUNNING, ""));
  }

  private void append(long... numbers) {
    for (var number : numbers) {
      ring.append(List.of(event(number)));
    }
  }

  @Test
  void read_empty_holdsNothing() {
    var page = ring.read(0, 10);
    assertThat(page.held()).isTrue();
    assertThat(page.events()).isEmpty();
    assertThat(page.oldest()).isEqualTo(1);
    assertThat(page.newest()).isZero();
  }

  @Test
  void read_givesWhatFollowsUpToTheLimit() {
    append(1, 2, 3);
    assertThat(ring.read(1, 10).events()).containsExactly(event(2), event(3));
    assertThat(ring.read(0, 2).events()).containsExactly(event(1), event(2));
    assertThat(ring.read(3, 2).events()).isEmpty();
  }

  @Test
  void read_ofWhatWasDropped_saysSo() {
    append(1, 2, 3, 4, 5);
    assertThat(ring.read(1, 10).held()).isFalse();
    assertThat(ring.read(1, 10).oldest()).isEqualTo(3);
    assertThat(ring.read(2, 10).held()).isTrue();
    assertThat(ring.read(2, 10).events()).containsExactly(event(3), event(4), event(5));
  }

  @Test
  void read_ofWhatIsToCome_saysSo() {
    append(1);
    assertThat(ring.read(2, 10).held()).isFalse();
  }

  @Test
  void append_withAGap_isABug() {
    append(1);
    assertThatThrownBy(() -> append(3)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void reset_forgetsAllAndGoesOnBehind() {
    append(1, 2);
    ring.reset(10);
    assertThat(ring.read(2, 10).held()).isFalse();
    assertThat(ring.read(10, 10).held()).isTrue();
    append(11);
    assertThat(ring.read(10, 10).events()).containsExactly(event(11));
  }

  @Test
  void wake_reachesEachRegistrationUntilItIsClosed() {
    var calls = new AtomicInteger();
    Runnable listener = calls::incrementAndGet;
    var first = ring.onEvents(listener);
    ring.onEvents(listener);
    ring.wake();
    assertThat(calls).hasValue(2);
    first.close();
    ring.wake();
    assertThat(calls).hasValue(3);
  }
}
