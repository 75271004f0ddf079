package io.reeve.testing.faults;

import io.reeve.client.model.Attempt;
import io.reeve.client.model.CancelVerdict;
import io.reeve.client.model.Cancellation;
import io.reeve.client.model.Cause;
import io.reeve.client.model.ExitStatus;
import io.reeve.client.model.KillRecord;
import io.reeve.client.model.Task;
import io.reeve.client.model.TaskId;
import io.reeve.client.model.TaskSpec;
import io.reeve.client.model.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A clean history of two tasks, to be spoiled: {@link #natural} ended by itself with 7 and was
 * proven gone at second 18; {@link #canceled} was canceled at second 20 and ended with 7, gone at
 * second 40.
 */
final class HistoryBuilder {
  final Facts natural = new Facts(1, "f1");
  final Facts canceled = new Facts(2, "f2");
  final Set<AttemptKey> lostSupervisors = new HashSet<>();
  final Set<String> cgroupNodes = new HashSet<>();
  final List<History.Start> starts = new ArrayList<>();
  final List<Sighting> alive = new ArrayList<>();
  final List<History.Leftover> leftovers = new ArrayList<>();
  final List<String> incidents = new ArrayList<>();
  Bystander.State bystander = new Bystander.State("plain", true, List.of());
  Instant secondDispatched = at(20);

  private final List<Facts> records = new ArrayList<>(List.of(natural, canceled));
  private final List<History.Submit> submits = new ArrayList<>();
  private final List<History.Cancel> cancels = new ArrayList<>();
  private final List<History.End> ends = new ArrayList<>();
  private final List<Sighting> sightings = new ArrayList<>();
  private final Set<Facts> lost = new HashSet<>();
  private boolean second;

  HistoryBuilder() {
    submit(natural, "f1", ProgramKind.EXITING, 7);
    submit(canceled, "f2", ProgramKind.POLITE, 7);
    canceled.state = TaskState.FAILED;
    canceled.cause = Cause.CANCELED;
    canceled.gone = Optional.of(at(40));
    canceled.message = Optional.of("m1");
    cancel(canceled, CancelVerdict.ACCEPTED, "m1");
  }

  /** What the record of a task says at the end. */
  static final class Facts {
    final TaskId id;
    String name;
    TaskState state = TaskState.FAILED;
    Cause cause = Cause.EXITED;
    boolean ended = true;
    Instant dispatched = at(10);
    Optional<Instant> gone = Optional.of(at(18));
    Optional<Instant> surelyDeadBy = Optional.empty();
    String unproven = "";
    ExitStatus exit = ExitStatus.ofCode(7);
    boolean exitInAttempt = true;
    Optional<String> message = Optional.empty();

    Facts(long job, String name) {
      this.id = TaskId.of(job, 1);
      this.name = name;
    }
  }

  /** Seconds from the beginning. */
  static Instant at(long second) {
    return Instant.ofEpochSecond(1_000 + second);
  }

  List<Violation> check() {
    return Checker.check(build());
  }

  History build() {
    Map<TaskId, Task> tasks = new HashMap<>();
    for (var record : records) {
      if (!lost.contains(record)) {
        tasks.put(record.id, task(record));
      }
    }
    var read = new ArrayList<>(ends);
    if (!second) {
      read.add(end(natural, natural.state, natural.exit));
    }
    return new History(
        submits,
        cancels,
        read,
        tasks,
        starts,
        sightings,
        alive,
        lostSupervisors,
        cgroupNodes,
        List.of(bystander),
        leftovers,
        incidents,
        List.of());
  }

  void submit(Facts record, String name, ProgramKind program, int code) {
    submits.add(new History.Submit(record.id, name, program, code, at(9)));
  }

  /** It ran another program. */
  void program(Facts record, ProgramKind program) {
    submits.removeIf(submit -> submit.task().equals(record.id));
    submit(record, record.name, program, 7);
  }

  void cancel(Facts record, CancelVerdict verdict, String message) {
    cancels.add(new History.Cancel(record.id, verdict, message, at(21)));
  }

  /** The second task was queued when its cancel came. */
  void canceledBeforeItRan() {
    cancels.clear();
    cancel(canceled, CancelVerdict.CANCELED, "m1");
  }

  void read(Facts record, TaskState state, ExitStatus exit) {
    ends.add(end(record, state, exit));
  }

  /** Another task with the first one's name. */
  void twin() {
    records.add(new Facts(3, natural.name));
  }

  void start(Facts record, int attempt, long pid) {
    starts.add(new History.Start(new AttemptKey(record.id, attempt), pid));
  }

  void lost(Facts record) {
    lost.add(record);
  }

  /** The first task was tried a second time, which went like the first. */
  void secondAttempt() {
    second = true;
  }

  void sight(Facts record, int attempt, long first, long last) {
    sightings.add(sighting(record, attempt, first, last));
  }

  Sighting sighting(Facts record, int attempt, long first, long last) {
    return new Sighting(
        new AttemptKey(record.id, attempt), 100 + attempt, 5, at(first), at(last), "sh");
  }

  private static History.End end(Facts record, TaskState state, ExitStatus exit) {
    return new History.End(record.id, state, 1, Optional.of(exit), at(50));
  }

  private Task task(Facts record) {
    var attempts = new ArrayList<Attempt>();
    attempts.add(attempt(record, 1, record.dispatched, record.gone));
    if (second && record == natural) {
      var gone = Optional.of(secondDispatched.plusSeconds(10));
      attempts.add(attempt(record, 2, secondDispatched, gone));
    }
    return new Task(
        record.id,
        record.state,
        Optional.of(record.cause),
        "",
        TaskSpec.command("/bin/true").name(record.name).build(),
        attempts.size(),
        attempts,
        record.message.map(HistoryBuilder::cancellation),
        Optional.of(record.exit),
        at(9),
        Optional.of(at(9)),
        Optional.of(at(11)),
        record.ended ? Optional.of(at(45)) : Optional.empty(),
        List.of(),
        0,
        0,
        "",
        "n1",
        "root");
  }

  private static Attempt attempt(
      Facts record, int number, Instant dispatched, Optional<Instant> gone) {
    return new Attempt(
        number,
        "n1",
        dispatched,
        Optional.of(dispatched.plusSeconds(1)),
        record.ended ? Optional.of(gone.orElse(at(44)).plusSeconds(1)) : Optional.empty(),
        100,
        record.exitInAttempt ? Optional.of(record.exit) : Optional.empty(),
        Optional.of(record.cause),
        Optional.of(kill(record, gone)),
        Optional.empty(),
        "/out",
        "/err",
        record.surelyDeadBy,
        Optional.empty(),
        0,
        Optional.empty());
  }

  private static KillRecord kill(Facts record, Optional<Instant> gone) {
    return new KillRecord(
        Optional.of(record.cause),
        "root",
        "",
        Optional.of(at(20)),
        Optional.of(Duration.ofSeconds(1)),
        "",
        Optional.empty(),
        Optional.of(at(21)),
        List.of(),
        gone,
        gone,
        gone,
        0,
        record.unproven,
        "subreaper",
        false);
  }

  private static Cancellation cancellation(String message) {
    return new Cancellation(
        "root",
        message,
        at(20),
        Optional.of(Duration.ofSeconds(1)),
        Optional.of(at(21)),
        false,
        "",
        Optional.empty(),
        Optional.of(Cause.CANCELED));
  }
}
