package io.reeve.client;

import static io.reeve.proto.v1.TaskState.TASK_STATE_FINISHED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.reeve.client.model.Event;
import io.reeve.client.model.WatchQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WatchTest {
  @RegisterExtension final GrpcResources grpc = new GrpcResources();
  private final FakeTasks head = new FakeTasks();

  @Test
  void watch_fromNow_getsWhatComesAfter() {
    grpc.serve("head", head);
    head.events(5);
    try (Watch watch = grpc.client("head").tasks().watch(WatchQuery.everything())) {
      assertThat(watch.lastEvent()).isEqualTo(5);
      head.event(TASK_STATE_FINISHED);
      assertThat(watch.next(Duration.ZERO).map(Event::number)).contains(6L);
      assertThat(watch.next(Duration.ZERO)).isEmpty();
    }
  }

  @Test
  void watch_cutBeforeTheFirstEvent_missesNothingOfTheGap() {
    grpc.serve("head", head);
    head.events(5);
    try (Watch watch = grpc.client("head").tasks().watch(WatchQuery.everything())) {
      head.cut();
      head.events(2);
      grpc.time.advance(Duration.ofMillis(10));
      assertThat(drain(watch)).containsExactly(6L, 7L);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void watch_cutAtRandom_getsEveryEventExactlyOnce(long seed) {
    Random random = new Random(seed);
    grpc.serve("head", head);
    List<Long> seen = new ArrayList<>();
    try (Watch watch = grpc.client("head").tasks().watch(WatchQuery.everything())) {
      for (int step = 0; step < 300; step++) {
        switch (random.nextInt(5)) {
          case 0 -> head.cut();
          case 1 -> grpc.time.advance(Duration.ofMillis(100));
          case 2 -> watch.next(Duration.ZERO).ifPresent(event -> seen.add(event.number()));
          case 3 ->
              head.cut(
                  TestErrors.of(
                      Status.Code.RESOURCE_EXHAUSTED, "WATCHER_TOO_SLOW", Map.of("last", "1")));
          default -> head.events(random.nextInt(3));
        }
      }
      head.event(TASK_STATE_FINISHED);
      do {
        grpc.time.advance(Duration.ofMillis(100));
      } while (seen.addAll(drain(watch)));
    }
    assertThat(seen)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, head.newest()).boxed().toList());
  }

  @Test
  void watch_repeatedEvent_isDropped() {
    grpc.serve("head", head);
    try (Watch watch = grpc.client("head").tasks().watch(WatchQuery.everything())) {
      head.events(1);
      head.repeatLast();
      head.events(1);
      assertThat(drain(watch)).containsExactly(1L, 2L);
    }
  }

  @Test
  void watch_slowReader_isSentNoMoreThanItHolds() {
    grpc.serve("head", head);
    try (Watch watch = grpc.client("head", 4).tasks().watch(WatchQuery.everything())) {
      head.events(1000);
      assertThat(head.sent).isLessThanOrEqualTo(5); // four held, one on the way
      assertThat(drain(watch)).hasSize(1000);
    }
  }

  @Test
  void watch_eventsGone_isToldAfterWhatWasHeld() {
    grpc.serve("head", head);
    try (Watch watch = grpc.client("head").tasks().watch(WatchQuery.everything())) {
      head.events(2);
      head.errors.add(
          TestErrors.of(Status.Code.OUT_OF_RANGE, "EVENTS_GONE", Map.of("oldest", "9")));
      head.cut();
      grpc.time.advance(Duration.ofMillis(10));
      assertThat(watch.take().number()).isEqualTo(1);
      assertThat(watch.take().number()).isEqualTo(2);
      assertThatThrownBy(watch::take).isInstanceOf(EventsGoneException.class);
      assertThat(watch.lastEvent()).isEqualTo(2);
    }
  }

  @Test
  void watch_resumedAfterANumber_saysSo() {
    grpc.serve("head", head);
    head.events(5);
    try (Watch watch = grpc.client("head").tasks().watch(WatchQuery.everything().after(3))) {
      assertThat(head.watches.get(0).getAfterEvent()).isEqualTo(3);
      assertThat(drain(watch)).containsExactly(4L, 5L);
    }
  }

  @Test
  void watch_nobodyThere_isUnreachableAfterTheDeadline() {
    CompletableFuture<Watch> watch =
        grpc.client("nobody").tasks().watchAsync(WatchQuery.everything());
    grpc.time.advance(Duration.ofSeconds(9));
    assertThat(watch).isNotDone();
    grpc.time.advance(Duration.ofSeconds(2));
    assertThatThrownBy(watch::join).hasCauseInstanceOf(UnreachableException.class);
  }

  @Test
  void nextAsync_completesWithTheNextEvent_andCancelingLosesNone() {
    grpc.serve("head", head);
    try (Watch watch = grpc.client("head").tasks().watch(WatchQuery.everything())) {
      CompletableFuture<Event> first = watch.nextAsync();
      assertThat(first).isNotDone();
      assertThatThrownBy(watch::nextAsync).isInstanceOf(IllegalStateException.class);
      head.events(1);
      assertThat(first.join().number()).isEqualTo(1);

      CompletableFuture<Event> second = watch.nextAsync();
      second.cancel(false);
      head.events(1);
      assertThat(watch.nextAsync().join().number()).isEqualTo(2);
    }
  }

  @Test
  void close_endsTheReaderAndTheCall() {
    grpc.serve("head", head);
    Watch watch = grpc.client("head").tasks().watch(WatchQuery.everything());
    CompletableFuture<Event> reader = watch.nextAsync();
    watch.close();
    assertThatThrownBy(reader::join).hasCauseInstanceOf(CallCanceledException.class);
    assertThatThrownBy(watch::take).isInstanceOf(CallCanceledException.class);
    watch.close();
  }

  private static List<Long> drain(Watch watch) {
    List<Long> numbers = new ArrayList<>();
    Optional<Event> event = watch.next(Duration.ZERO);
    while (event.isPresent()) {
      numbers.add(event.get().number());
      event = watch.next(Duration.ZERO);
    }
    return numbers;
  }
}
