package io.reeve.agent.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.agent.core.Kill.Phase;
import io.reeve.agent.core.KillMachine.Action;
import io.reeve.agent.core.KillMachine.Step;
import io.reeve.agent.core.Time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KillMachineTest {
  private static final long T0 = 1_000_000_000L;
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final KillMachine machine = new KillMachine(TIMEOUT);

  private static Moment at(Duration after) {
    return new Moment(T0 + after.toNanos(), Instant.EPOCH.plus(after));
  }

  private static StopRequest request(Duration grace) {
    return new StopRequest(Cause.CANCELED, "alice", "why", Optional.empty(), grace, false);
  }

  private static StopRequest acceptedAt(long nanos, Duration grace) {
    var accepted = Optional.of(Instant.EPOCH.plusNanos(nanos));
    return new StopRequest(Cause.CANCELED, "alice", "why", accepted, grace, false);
  }

  private Kill in(Phase phase) {
    return switch (phase) {
      case IDLE -> Kill.IDLE;
      case POLITE -> machine.stop(Kill.IDLE, request(GRACE), at(Duration.ZERO)).next();
      case KILLING -> machine.stop(Kill.IDLE, request(Duration.ZERO), at(Duration.ZERO)).next();
      case RESIDUE -> machine.wake(in(Phase.KILLING), at(TIMEOUT)).next();
      case GONE -> machine.gone(in(Phase.POLITE)).next();
    };
  }

  @Test
  void firstPoliteSignal_sentLater_graceCountsFromIt() {
    var late = Duration.ofMillis(7);
    Kill asked = machine.sent(in(Phase.POLITE), StopSignal.SIGTERM, 1, at(late));

    assertThat(asked.deadline()).isEqualTo(at(GRACE.plus(late)).nanos());
    assertThat(machine.sent(asked, StopSignal.SIGTERM, 1, at(late.multipliedBy(2))).deadline())
        .isEqualTo(asked.deadline());
  }

  @Test
  void firstPoliteSignal_sentMuchLater_movesTheDeadlineByLittle() {
    Kill asked = machine.sent(in(Phase.POLITE), StopSignal.SIGTERM, 1, at(Duration.ofSeconds(3)));

    assertThat(asked.deadline()).isEqualTo(at(GRACE.plus(KillMachine.MOST_SLIP)).nanos());
  }

  /** Every phase with every event: the phase after it and what is done. */
  @ParameterizedTest
  @CsvSource({
    "IDLE,    stop,    POLITE,  ASK",
    "IDLE,    force,   KILLING, KILL",
    "IDLE,    early,   IDLE,    ",
    "IDLE,    due,     IDLE,    ",
    "IDLE,    timeout, IDLE,    ",
    "IDLE,    gone,    GONE,    ",
    "POLITE,  stop,    POLITE,  ",
    "POLITE,  shorter, POLITE,  SHORTEN",
    "POLITE,  force,   KILLING, KILL",
    "POLITE,  early,   POLITE,  ",
    "POLITE,  due,     KILLING, KILL",
    "POLITE,  timeout, KILLING, KILL",
    "POLITE,  gone,    GONE,    ",
    "KILLING, stop,    KILLING, ",
    "KILLING, force,   KILLING, ",
    "KILLING, early,   KILLING, ",
    "KILLING, due,     KILLING, KILL",
    "KILLING, timeout, RESIDUE, KILL+PUBLISH_RESIDUE",
    "KILLING, gone,    GONE,    ",
    "RESIDUE, stop,    RESIDUE, ",
    "RESIDUE, force,   RESIDUE, ",
    "RESIDUE, early,   RESIDUE, ",
    "RESIDUE, late,    RESIDUE, KILL+PUBLISH_RESIDUE",
    "RESIDUE, gone,    GONE,    HEAL",
    "GONE,    stop,    GONE,    ",
    "GONE,    force,   GONE,    ",
    "GONE,    timeout, GONE,    ",
    "GONE,    gone,    GONE,    "
  })
  void matrix(Phase phase, String event, Phase after, String actions) {
    Kill kill = in(phase);
    Moment soon = at(Duration.ofMillis(1));

    Step step =
        switch (event) {
          case "stop" -> machine.stop(kill, request(GRACE), soon);
          case "shorter" -> machine.stop(kill, request(Duration.ofSeconds(2)), soon);
          case "force" -> machine.stop(kill, request(Duration.ZERO), soon);
          case "early" -> machine.wake(kill, soon);
          case "due" -> machine.wake(kill, at(GRACE));
          case "timeout" -> machine.wake(kill, at(TIMEOUT));
          case "late" -> machine.wake(kill, at(TIMEOUT.plusSeconds(2)));
          case "gone" -> machine.gone(kill);
          default -> throw new IllegalArgumentException(event);
        };

    assertThat(step.next().phase()).isEqualTo(after);
    assertThat(String.join("+", step.actions().stream().map(Enum::name).toList()))
        .isEqualTo(actions == null ? "" : actions);
    assertThat(step.wakeAt().isPresent()).isEqualTo(step.next().active());
  }

  @Test
  void wake_beforeTheDeadline_neverKills() {
    Kill kill = in(Phase.POLITE);

    Step step = machine.wake(kill, at(GRACE.minusNanos(1)));

    assertThat(step.actions()).isEmpty();
    assertThat(step.wakeAt()).contains(T0 + GRACE.toNanos());
  }

  /** After a reconnect the head node repeats its order, with what is left by its own clock. */
  @ParameterizedTest
  @ValueSource(ints = {5, 0}) // 0: its clock was set forward meanwhile
  void stop_toldAgainWithWhatIsLeft_keepsTheDeadline(int left) {
    Kill kill = machine.stop(Kill.IDLE, acceptedAt(T0, GRACE), at(Duration.ZERO)).next();

    Step step =
        machine.stop(kill, acceptedAt(T0, Duration.ofSeconds(left)), at(Duration.ofSeconds(4)));

    assertThat(step.actions()).isEmpty();
    assertThat(step.wakeAt()).contains(T0 + GRACE.toNanos());
  }

  /** What the agent began by itself, the head node takes over with a time of its own. */
  @Test
  void stop_laterRequestToldAgain_keepsTheDeadline() {
    Kill kill = machine.stop(Kill.IDLE, request(GRACE), at(Duration.ZERO)).next();
    kill = machine.stop(kill, acceptedAt(1, GRACE), at(Duration.ofSeconds(1))).next();
    kill = machine.stop(kill, acceptedAt(2, GRACE), at(Duration.ofSeconds(2))).next();
    for (int accepted = 1; accepted <= 2; accepted++) {
      Step step =
          machine.stop(kill, acceptedAt(accepted, Duration.ZERO), at(Duration.ofSeconds(4)));

      assertThat(step.actions()).isEmpty();
      assertThat(step.wakeAt()).contains(T0 + GRACE.toNanos());
    }
  }

  @Test
  void stop_laterRequestThatShortened_toldAgain_keepsTheShorterDeadline() {
    Duration shorter = Duration.ofSeconds(6);
    Kill kill = machine.stop(Kill.IDLE, request(GRACE), at(Duration.ZERO)).next();
    kill = machine.stop(kill, acceptedAt(1, shorter), at(Duration.ZERO)).next();

    Step step = machine.stop(kill, acceptedAt(1, Duration.ZERO), at(Duration.ofSeconds(4)));

    assertThat(step.actions()).isEmpty();
    assertThat(step.wakeAt()).contains(T0 + shorter.toNanos());
  }

  @Test
  void stop_toldAgainWithForce_killsAtOnce() {
    Kill kill = machine.stop(Kill.IDLE, acceptedAt(1, GRACE), at(Duration.ZERO)).next();
    var accepted = Optional.of(Instant.EPOCH.plusNanos(1));
    var force = new StopRequest(Cause.CANCELED, "alice", "why", accepted, Duration.ZERO, true);

    Step step = machine.stop(kill, force, at(Duration.ofSeconds(4)));

    assertThat(step.actions()).containsExactly(Action.KILL);
  }

  @Test
  void stop_againWithLessThanIsLeft_countsItFromNow() {
    Moment now = at(Duration.ofSeconds(5));

    Step step = machine.stop(in(Phase.POLITE), request(Duration.ofSeconds(2)), now);

    assertThat(step.actions()).containsExactly(Action.SHORTEN);
    assertThat(step.wakeAt()).contains(now.nanos() + Duration.ofSeconds(2).toNanos());
  }

  @Test
  void resume_afterTheDeadline_killsAtOnce() {
    Step step = machine.resume(ending(T0, List.of(), Optional.empty()), at(Duration.ofSeconds(1)));

    assertThat(step.actions()).containsExactly(Action.KILL);
  }

  @Test
  void resume_beforeTheDeadline_asksAndKeepsIt() {
    Ending ending = ending(T0 + GRACE.toNanos(), List.of(), Optional.empty());

    Step step = machine.resume(ending, at(Duration.ofSeconds(4)));

    assertThat(step.actions()).containsExactly(Action.ASK);
    assertThat(step.wakeAt()).contains(T0 + GRACE.toNanos());
    assertThat(step.next().beginTime()).contains(at(Duration.ZERO).wall());
  }

  @Test
  void resume_askedBefore_doesNotAskAgainAndCountsTheGraceFromTheFirstSignal() {
    var late = Duration.ofMillis(7);
    var sent = new SignalSent(StopSignal.SIGTERM, at(late).wall(), 2);
    Ending ending = ending(T0 + GRACE.toNanos(), List.of(sent), Optional.of(at(late).nanos()));

    Step step = machine.resume(ending, at(Duration.ofSeconds(4)));

    assertThat(step.actions()).isEmpty();
    assertThat(step.wakeAt()).contains(at(GRACE.plus(late)).nanos());
    assertThat(step.next().signals()).containsExactly(sent);
  }

  @Test
  void resume_shortenedBefore_keepsTheShorterDeadline() {
    long shorter = at(Duration.ofSeconds(6)).nanos();
    Ending ending = ending(shorter, List.of(), Optional.of(T0 + 1));

    assertThat(machine.resume(ending, at(Duration.ofSeconds(4))).wakeAt()).contains(shorter);
  }

  @Test
  void resume_killedWhileItSent_keepsThatNobodyKnowsAndAsksAgain() {
    var unknown = new SignalSent(StopSignal.SIGTERM, at(Duration.ZERO).wall(), 0);
    Ending ending = ending(T0 + GRACE.toNanos(), List.of(unknown), Optional.empty());
    Moment again = at(Duration.ofSeconds(4));

    Step step = machine.resume(ending, again);

    assertThat(step.actions()).containsExactly(Action.ASK);
    assertThat(machine.sent(step.next(), StopSignal.SIGTERM, 3, again).signals())
        .containsExactly(unknown, new SignalSent(StopSignal.SIGTERM, again.wall(), 3));
  }

  private static Ending ending(long deadline, List<SignalSent> sent, Optional<Long> askedAt) {
    return new Ending(request(GRACE), at(Duration.ZERO), deadline, sent, askedAt);
  }

  @Test
  void sent_sameSignalAgain_isJoinedWithTheFirst() {
    Kill kill = machine.sent(in(Phase.KILLING), StopSignal.SIGKILL, 2, at(Duration.ofSeconds(1)));
    kill = machine.sent(kill, StopSignal.SIGKILL, 3, at(Duration.ofSeconds(2)));

    assertThat(kill.signals())
        .containsExactly(new SignalSent(StopSignal.SIGKILL, Instant.EPOCH.plusSeconds(1), 5));
  }

  @Test
  void record_killOrderedButNeverSent_isNotEscalated() {
    Kill ordered = in(Phase.KILLING);

    assertThat(escalated(ordered, List.of())).isFalse();
    assertThat(escalated(machine.sent(ordered, StopSignal.SIGKILL, 1, at(GRACE)), List.of()))
        .isTrue();
    assertThat(escalated(ordered, List.of(new SignalSent(StopSignal.SIGKILL, Instant.EPOCH, 1))))
        .isTrue();
    assertThat(escalated(ordered, List.of(new SignalSent(StopSignal.SIGKILL, Instant.EPOCH, 0))))
        .isFalse();
  }

  private static boolean escalated(Kill kill, List<SignalSent> bySupervisor) {
    return kill.record(Optional.empty(), Optional.of(Instant.EPOCH), 0, "", "fake", bySupervisor)
        .escalated();
  }

  @Property
  void anySequence_deadlineOnlyShrinks_nothingIsSentAfterTheEnd_recordIsComplete(
      @ForAll("events") List<Event> events) {
    Kill kill = Kill.IDLE;
    long now = 0;
    List<Action> afterGone = new ArrayList<>();
    for (Event event : events) {
      now += event.millis();
      Moment moment = at(Duration.ofMillis(now));
      Phase before = kill.phase();
      long deadline = kill.deadline();
      Step step =
          switch (event.kind()) {
            case STOP -> machine.stop(kill, request(Duration.ofMillis(event.grace())), moment);
            case WAKE -> machine.wake(kill, moment);
            case GONE -> machine.gone(kill);
          };
      kill = step.next();
      assertThat(kill.deadline()).isLessThanOrEqualTo(deadline);
      if (before == Phase.GONE) {
        afterGone.addAll(step.actions());
      }
      if (step.actions().contains(Action.KILL)) {
        assertThat(moment.nanos()).isGreaterThanOrEqualTo(kill.deadline());
      }
    }
    assertThat(afterGone).isEmpty();
    KillRecord record =
        kill.record(Optional.empty(), Optional.of(Instant.EPOCH), 0, "", "fake", List.of());
    assertThat(record.beginTime().isPresent()).isEqualTo(record.grace().isPresent());
  }

  /** One step of a random life. */
  record Event(Kind kind, int millis, int grace) {
    enum Kind {
      STOP,
      WAKE,
      GONE
    }
  }

  @Provide
  Arbitrary<List<Event>> events() {
    Arbitrary<Event.Kind> kinds =
        Arbitraries.frequency(
            net.jqwik.api.Tuple.of(4, Event.Kind.STOP),
            net.jqwik.api.Tuple.of(6, Event.Kind.WAKE),
            net.jqwik.api.Tuple.of(1, Event.Kind.GONE));
    return net.jqwik.api.Combinators.combine(
            kinds,
            Arbitraries.integers().between(0, 20_000),
            Arbitraries.of(0, 1, 500, 15_000, 60_000))
        .as(Event::new)
        .list()
        .ofMaxSize(20);
  }
}
