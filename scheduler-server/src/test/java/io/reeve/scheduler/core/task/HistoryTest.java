package io.reeve.scheduler.core.task;

import static io.reeve.scheduler.core.testing.Samples.START;
import static io.reeve.scheduler.core.testing.Samples.exit;
import static io.reeve.scheduler.core.testing.Samples.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.reeve.scheduler.core.job.JobState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Histories and the other small values of a task. */
class HistoryTest {

  @Property
  void steps_areKeptToTheMicrosecond(
      @ForAll List<TaskState> states,
      @ForAll @LongRange(min = -1_000_000_000_000L, max = 4_000_000_000_000_000L) long micros) {
    var history = History.EMPTY;
    var at = Instant.EPOCH.plusNanos(micros * 1000);
    var times = new ArrayList<Instant>();
    for (var state : states) {
      times.add(at);
      history = history.plus(state, at.plusNanos(999));
      at = at.plusNanos(1000);
    }
    assertThat(history.size()).isEqualTo(states.size());
    for (var step = 0; step < states.size(); step++) {
      assertThat(history.ordinal(step)).isEqualTo(states.get(step).ordinal());
      assertThat(history.time(step)).isEqualTo(times.get(step));
    }
    assertThat(History.ofPacked(history.packed())).isEqualTo(history).hasSameHashCodeAs(history);
    assertThat(history.toString()).isEqualTo(History.ofPacked(history.packed()).toString());
  }

  @Test
  void lastTime_isThatOfTheLastStep() {
    var history =
        History.EMPTY.plus(JobState.CONFIGURING, START).plus(JobState.QUEUED, START.plusSeconds(1));
    assertThat(history.lastTime()).isEqualTo(START.plusSeconds(1));
    assertThat(history).isNotEqualTo(History.EMPTY).isNotEqualTo("history");
  }

  @Test
  void time_beyondTheRange_isRefusedInsteadOfCut() {
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> History.EMPTY.plus(TaskState.QUEUED, Instant.MAX));
  }

  @Test
  void states_leaveRoomInTheirCode() {
    assertThat(TaskState.values()).hasSizeLessThan(32);
    assertThat(JobState.values()).hasSizeLessThan(32);
  }

  @Test
  void ids_sortAndShowAsUsersTypeThem() {
    assertThat(TaskId.of(1, 2)).hasToString("1.2").isLessThan(new TaskId(1, 2, 1));
    assertThat(new TaskId(1, 2, 3)).hasToString("1.2.3").isLessThan(TaskId.of(1, 3));
    assertThat(TaskId.of(9, 9)).isLessThan(TaskId.of(10, 1));
    assertThat(new AttemptId(TaskId.of(1, 2), 3)).hasToString("1.2#3");
    assertThat(new AttemptId(TaskId.of(1, 2), 3))
        .isLessThan(new AttemptId(TaskId.of(1, 2), 4))
        .isLessThan(new AttemptId(TaskId.of(1, 3), 1));
  }

  @Test
  void endReport_withHalfTheEvidence_isNone() {
    var kill = KillRecord.unproven(Cause.NODE_LOST, START, "why");
    assertThatIllegalArgumentException().isThrownBy(() -> report(false, null, kill));
    assertThatIllegalArgumentException().isThrownBy(() -> report(false, exit(0), null));
    assertThatIllegalArgumentException().isThrownBy(() -> report(true, exit(0), null));
    assertThatIllegalArgumentException().isThrownBy(() -> report(true, null, kill));
    assertThat(report(true, null, null).neverStarted()).isTrue();
    assertThat(report(false, exit(0), kill).neverStarted()).isFalse();
  }

  private static EndReport report(boolean neverStarted, ExitEvidence exit, KillRecord kill) {
    return new EndReport(neverStarted, null, 0, null, exit, Cause.EXITED, kill, "", "", null, 0);
  }

  @Test
  void killRecord_keepsTheGraceThatTheAgentUsed() {
    var request =
        Cancellation.requested(
            "alice", "m", START, Duration.ofSeconds(9), false, Cause.CANCELED, false);
    var seen = KillRecord.unproven(Cause.NODE_LOST, START, "why");
    assertThat(seen.attributedTo(request).grace()).isEqualTo(Duration.ofSeconds(9));
    var force = request(START.plusSeconds(1), Duration.ZERO, true);
    var forced = seen.attributedTo(request).attributedTo(request.forcedBy(force));
    assertThat(forced.grace()).isEqualTo(Duration.ofSeconds(9));
    assertThat(forced.forced()).isEqualTo(new Forced("a", START.plusSeconds(1)));
  }

  @Test
  void takeover_keepsTheNearerDeadline() {
    var first = request(START, Duration.ofSeconds(10), false);
    var later = START.plusSeconds(4);
    assertThat(request(later, Duration.ofSeconds(1), false).inPlaceOf(first).deadline())
        .isEqualTo(START.plusSeconds(5));
    assertThat(request(later, Duration.ofSeconds(60), false).inPlaceOf(first).deadline())
        .isEqualTo(START.plusSeconds(10));
    var overdue = request(START.plusSeconds(20), Duration.ofSeconds(60), false).inPlaceOf(first);
    assertThat(overdue.grace()).isZero();
    assertThat(overdue.force()).isFalse();
    assertThat(
            request(later, Duration.ofSeconds(60), false)
                .inPlaceOf(request(START, Duration.ofSeconds(10), true))
                .force())
        .isTrue();
    assertThat(request(later, Duration.ofSeconds(60), true).inPlaceOf(first).force()).isTrue();
  }

  private static Cancellation request(Instant at, Duration grace, boolean force) {
    return Cancellation.requested("a", "m", at, grace, force, Cause.CANCELED, false);
  }

  @Test
  void spec_needsACommand() {
    assertThatIllegalArgumentException().isThrownBy(TaskSpec::ofCommand);
    assertThat(task().withGrace(Duration.ZERO).grace()).isZero();
    var spec = task();
    var env = new TreeMap<>(Map.of("A", "1"));
    var withEnv =
        new TaskSpec(
            "",
            spec.command(),
            env,
            "",
            "",
            "",
            "",
            spec.resources(),
            null,
            null,
            true,
            List.of(),
            TaskSpec.DEFAULT_STOP_SIGNAL);
    env.put("B", "2"); // too late
    assertThat(withEnv.env()).isEqualTo(Map.of("A", "1"));
    assertThat(task().isSuccess(new ExitEvidence.Unknown("x"))).isFalse();
  }

  @Test
  void machine_refusesATaskThatIsBroken() {
    var queued =
        TaskMachine.validated(
                TaskMachine.validationBegan(
                        TaskMachine.submitted(
                                Task.configuring(TaskId.of(1, 1), task(), START), START)
                            .next(),
                        START)
                    .next(),
                START)
            .next();
    assertThatIllegalStateException().isThrownBy(queued::current);
    var dispatching = TaskMachine.assigned(queued, "n1", START).next();
    var broken = dispatching.to(TaskState.CANCELING, START); // without an order
    assertThatIllegalStateException()
        .isThrownBy(
            () -> TaskMachine.cancelRequested(broken, request(START, Duration.ZERO, true), START));
  }
}
