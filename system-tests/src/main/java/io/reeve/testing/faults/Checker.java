package io.reeve.testing.faults;

import io.reeve.client.model.Attempt;
import io.reeve.client.model.CancelVerdict;
import io.reeve.client.model.Cause;
import io.reeve.client.model.ExitStatus;
import io.reeve.client.model.KillRecord;
import io.reeve.client.model.Task;
import io.reeve.client.model.TaskId;
import io.reeve.testing.faults.Violation.Rule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Holds a history of a run against the promises. Looks at nothing else. */
public final class Checker {
  private final History history;
  private final List<Violation> found = new ArrayList<>();

  private Checker(History history) {
    this.history = history;
  }

  /** All violations, by rule; none when every promise was kept. */
  public static List<Violation> check(History history) {
    var checker = new Checker(history);
    checker.canceledTasksEnd();
    checker.deadStaysDead();
    checker.attemptsFollowEachOther();
    checker.attemptsStartOnce();
    checker.answersLast();
    checker.attemptsAreKnown();
    checker.idsAreUnique();
    checker.exitsAreTrue();
    checker.bystandersAreWell();
    orphans(history)
        .forEach(
            orphan ->
                checker.add(Rule.NOTHING_IS_LEFT, orphan.attempt().task(), "ORPHAN " + orphan));
    history
        .leftovers()
        .forEach(
            left ->
                checker.found.add(
                    Violation.of(Rule.NOTHING_IS_LEFT, left.kind() + " " + left.text())));
    history
        .incidents()
        .forEach(incident -> checker.found.add(Violation.of(Rule.DAEMONS_STAY, incident)));
    return List.copyOf(checker.found);
  }

  /** Processes that live at the end although no record says that they may. */
  public static List<Sighting> orphans(History history) {
    var checker = new Checker(history);
    return history.alive().stream()
        .filter(
            left ->
                checker
                    .attempt(left.attempt())
                    .filter(attempt -> checker.mayLive(left.attempt().task(), attempt))
                    .isEmpty())
        .toList();
  }

  // ---- every accepted cancel is followed by a proof ----

  private void canceledTasksEnd() {
    history.cancels().stream()
        .filter(cancel -> cancel.verdict().isEnding())
        .map(History.Cancel::task)
        .distinct()
        .forEach(task -> task(task).ifPresent(this::canceledTaskEnds));
  }

  private void canceledTaskEnds(Task task) {
    if (!task.state().isFinal()) {
      add(Rule.CANCEL_ENDS_IN_PROOF, task.id(), "a cancel was accepted and it is " + task.state());
      return;
    }
    var accepted = task.cancellation().map(c -> c.acceptTime());
    for (var attempt : task.attempts()) {
      if (accepted.filter(attempt.dispatchTime()::isAfter).isPresent()) {
        add(
            Rule.CANCEL_ENDS_IN_PROOF,
            task.id(),
            "attempt " + attempt.number() + " was started after the cancel");
      }
    }
    task.lastAttempt()
        .filter(attempt -> isUnproven(task.id(), attempt))
        .ifPresent(
            attempt ->
                add(
                    Rule.CANCEL_ENDS_IN_PROOF,
                    task.id(),
                    "no proof of death of attempt " + attempt.number()));
  }

  private boolean isUnproven(TaskId task, Attempt attempt) {
    var ran = attempt.startTime().isPresent() || attempt.killRecord().isPresent();
    return ran
        && goneTime(attempt).isEmpty()
        && attempt.surelyDeadBy().isEmpty()
        && !mayLive(task, attempt);
  }

  private static boolean saysItMayLive(Attempt attempt) {
    return attempt.killRecord().filter(kill -> !kill.unproven().isEmpty()).isPresent();
  }

  /**
   * Whether a process of it may live in the end: its supervisor was killed where no cgroup holds
   * the processes, and the record does not hide that.
   */
  private boolean mayLive(TaskId task, Attempt attempt) {
    return isUnwatched(task, attempt)
        && !history.cgroupNodes().contains(attempt.node())
        && (saysItMayLive(attempt) || attempt.surelyDeadBy().isPresent());
  }

  /** Whether its supervisor was killed and no proof is claimed. */
  private boolean isUnwatched(TaskId task, Attempt attempt) {
    return history.lostSupervisors().contains(new AttemptKey(task, attempt.number()))
        && goneTime(attempt).isEmpty();
  }

  /**
   * Whether its node went silent as well: nobody was left there to end it by the lease. Its agent
   * makes up for that when it is back, if a cgroup holds the processes.
   */
  private boolean isUnleased(TaskId task, Attempt attempt) {
    return isUnwatched(task, attempt) && attempt.surelyDeadBy().isPresent();
  }

  private static Optional<Instant> goneTime(Attempt attempt) {
    return attempt.killRecord().flatMap(KillRecord::goneTime);
  }

  // ---- no process exists after its proof ----

  private void deadStaysDead() {
    for (var sighting : history.sightings()) {
      attempt(sighting.attempt())
          .flatMap(attempt -> deadSince(sighting.attempt().task(), attempt))
          .filter(dead -> sighting.lastSeen().isAfter(dead))
          .ifPresent(
              dead ->
                  add(
                      Rule.DEAD_STAYS_DEAD,
                      sighting.attempt().task(),
                      "said to be gone at " + dead + ": " + sighting));
    }
  }

  /** From when on nothing of it can live, as the record says; empty when it does not say. */
  private Optional<Instant> deadSince(TaskId task, Attempt attempt) {
    return isUnleased(task, attempt) || mayLive(task, attempt)
        ? Optional.empty()
        : goneTime(attempt).or(attempt::surelyDeadBy).or(attempt::endTime);
  }

  // ---- no two attempts overlap ----

  private void attemptsFollowEachOther() {
    var byTask =
        history.sightings().stream().collect(Collectors.groupingBy(s -> s.attempt().task()));
    byTask.forEach(this::seenOneAfterAnother);
    history.tasks().values().forEach(this::recordedOneAfterAnother);
  }

  private void seenOneAfterAnother(TaskId task, List<Sighting> sightings) {
    for (var one : sightings) {
      if (attempt(one.attempt()).filter(attempt -> isUnleased(task, attempt)).isPresent()) {
        continue;
      }
      sightings.stream()
          .filter(other -> one.attempt().number() < other.attempt().number())
          .filter(other -> one.lastSeen().isAfter(other.firstSeen()))
          .findFirst() // one pair says enough
          .ifPresent(
              other ->
                  add(Rule.ONE_ATTEMPT_AT_A_TIME, task, one + " lived when this began: " + other));
    }
  }

  private void recordedOneAfterAnother(Task task) {
    for (var i = 1; i < task.attempts().size(); i++) {
      var before = task.attempts().get(i - 1);
      var next = task.attempts().get(i);
      var over = latest(before.endTime().or(() -> goneTime(before)), before.surelyDeadBy());
      if (next.number() <= before.number()
          || over.isEmpty()
          || next.dispatchTime().isBefore(over.get())) {
        add(
            Rule.ONE_ATTEMPT_AT_A_TIME,
            task.id(),
            "attempt " + next.number() + " began before " + before.number() + " was over");
      }
    }
  }

  private static Optional<Instant> latest(Optional<Instant> over, Optional<Instant> surely) {
    return over.map(time -> surely.filter(time::isBefore).orElse(time));
  }

  private void attemptsStartOnce() {
    history.starts().stream()
        .collect(Collectors.groupingBy(History.Start::attempt))
        .forEach(
            (attempt, starts) -> {
              if (starts.size() > 1) {
                add(Rule.ATTEMPTS_START_ONCE, attempt.task(), "started as " + starts);
              }
            });
  }

  // ---- nothing that was answered is lost ----

  /** What runs was ordered, and an order is given only when it lasts. */
  private void attemptsAreKnown() {
    Stream.concat(
            history.sightings().stream().map(Sighting::attempt),
            history.starts().stream().map(History.Start::attempt))
        .distinct()
        .filter(attempt -> attempt(attempt).isEmpty())
        .forEach(
            attempt ->
                add(Rule.ANSWERS_LAST, attempt.task(), attempt + " ran and no record knows it"));
  }

  private void answersLast() {
    for (var submit : history.submits()) {
      var now = task(submit.task());
      if (now.isEmpty()) {
        add(Rule.ANSWERS_LAST, submit.task(), "it was submitted and is not there");
      } else if (!now.get().spec().name().equals(submit.name())) {
        add(Rule.IDS_ARE_UNIQUE, submit.task(), "it was " + submit.name());
      }
    }
    for (var cancel : history.cancels()) {
      if (cancel.verdict().isEnding()) {
        task(cancel.task())
            .filter(now -> now.cancellation().isEmpty())
            .ifPresent(
                now -> add(Rule.ANSWERS_LAST, cancel.task(), "its accepted cancel is forgotten"));
      }
    }
    firstMessagesStand();
    endsStand();
  }

  /** Of several accepted cancels the first one's message is kept. */
  private void firstMessagesStand() {
    for (var cancel : history.cancels()) {
      var first =
          cancel.verdict() == CancelVerdict.ACCEPTED || cancel.verdict() == CancelVerdict.CANCELED;
      task(cancel.task())
          .flatMap(Task::cancellation)
          .filter(kept -> first && !kept.message().equals(cancel.message()))
          .ifPresent(
              kept -> add(Rule.ANSWERS_LAST, cancel.task(), "its message is " + kept.message()));
    }
  }

  private void endsStand() {
    for (var end : history.ends()) {
      task(end.task())
          .filter(
              now ->
                  now.state() != end.state()
                      || now.attempt() != end.attempt()
                      || !now.exit().equals(end.exit()))
          .ifPresent(now -> add(Rule.ANSWERS_LAST, end.task(), "it had ended otherwise: " + end));
    }
  }

  private void idsAreUnique() {
    var names = new HashMap<TaskId, String>();
    for (var submit : history.submits()) {
      var other = names.putIfAbsent(submit.task(), submit.name());
      if (other != null && !other.equals(submit.name())) {
        add(Rule.IDS_ARE_UNIQUE, submit.task(), "answered to two submits");
      }
    }
    history.tasks().values().stream()
        .collect(Collectors.groupingBy(task -> task.spec().name()))
        .forEach(
            (name, tasks) -> {
              if (tasks.size() > 1) {
                var ids = tasks.stream().map(Task::id).sorted().toList();
                add(Rule.IDS_ARE_UNIQUE, ids.get(0), "the one submit " + name + " made " + ids);
              }
            });
    var attempts = new HashSet<AttemptKey>();
    for (var task : history.tasks().values()) {
      for (var attempt : task.attempts()) {
        if (!attempts.add(new AttemptKey(task.id(), attempt.number()))) {
          add(Rule.IDS_ARE_UNIQUE, task.id(), "two attempts " + attempt.number());
        }
      }
    }
  }

  // ---- exit truth ----

  private void exitsAreTrue() {
    history.tasks().values().forEach(this::exitsAreKnown);
    Map<TaskId, History.Submit> submits = new HashMap<>();
    history.submits().forEach(submit -> submits.put(submit.task(), submit));
    submits.forEach(
        (id, submit) ->
            task(id).ifPresent(task -> task.attempts().forEach(a -> exitIsTrue(task, a, submit))));
  }

  /** What ran and is over has an exit, even if it is not known which. */
  private void exitsAreKnown(Task task) {
    for (var attempt : task.attempts()) {
      var key = new AttemptKey(task.id(), attempt.number());
      var ran =
          attempt.startTime().isPresent()
              || history.starts().stream().anyMatch(start -> start.attempt().equals(key));
      var over = attempt.endTime().isPresent() || task.state().isFinal();
      if (ran && over && attempt.exit().isEmpty()) {
        add(Rule.EXITS_ARE_TRUE, task.id(), key + " ran and its record says nothing of an exit");
      }
    }
  }

  private void exitIsTrue(Task task, Attempt attempt, History.Submit submit) {
    var exit = attempt.exit().map(ExitStatus::evidence);
    if (exit.isEmpty()) {
      return;
    }
    var asked =
        task.cancellation().isPresent()
            || attempt.cause().filter(cause -> cause != Cause.EXITED).isPresent();
    if (exit.get() instanceof ExitStatus.Unknown unknown) {
      var lost =
          attempt.cause().filter(cause -> cause == Cause.NODE_LOST).isPresent()
              || attempt.surelyDeadBy().isPresent()
              || history.lostSupervisors().contains(new AttemptKey(task.id(), attempt.number()))
              || (asked && saysItMayLive(attempt));
      if (!lost) {
        add(Rule.EXITS_ARE_TRUE, task.id(), "not known for no reason: " + unknown.why());
      }
    } else if (!submit.program().canEndWith(exit.get(), submit.code(), asked)) {
      add(
          Rule.EXITS_ARE_TRUE,
          task.id(),
          submit.program() + " with code " + submit.code() + " cannot end with " + exit.get());
    }
  }

  // ---- others ----

  private void bystandersAreWell() {
    for (var bystander : history.bystanders()) {
      if (!bystander.alive() || !bystander.signals().isEmpty()) {
        found.add(Violation.of(Rule.ONLY_OWN_PROCESSES, bystander.toString()));
      }
    }
  }

  private Optional<Task> task(TaskId id) {
    return Optional.ofNullable(history.tasks().get(id));
  }

  private Optional<Attempt> attempt(AttemptKey key) {
    return task(key.task())
        .flatMap(
            task -> task.attempts().stream().filter(a -> a.number() == key.number()).findFirst());
  }

  private void add(Rule rule, TaskId task, String text) {
    found.add(Violation.of(rule, task, text));
  }
}
