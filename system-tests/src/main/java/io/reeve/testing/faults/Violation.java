package io.reeve.testing.faults;

import io.reeve.client.model.TaskId;
import java.util.Optional;

/**
 * A promise that was broken.
 *
 * @param rule which
 * @param task of which task; empty: of none
 * @param text what happened, for people
 */
public record Violation(Rule rule, Optional<TaskId> task, String text) {
  /** What is promised. */
  public enum Rule {
    /** Every accepted cancel is followed by a proof of death, or by the time it is surely dead. */
    CANCEL_ENDS_IN_PROOF,
    /** No process of an attempt exists after the proof of its death. */
    DEAD_STAYS_DEAD,
    /** No two attempts of a task overlap. */
    ONE_ATTEMPT_AT_A_TIME,
    /** No attempt starts a second time. */
    ATTEMPTS_START_ONCE,
    /** Nothing that was answered is lost or changed. */
    ANSWERS_LAST,
    /** No id names two things. */
    IDS_ARE_UNIQUE,
    /** The record says how a program ended as the kernel did. */
    EXITS_ARE_TRUE,
    /** No signal reaches a process that is not the task's. */
    ONLY_OWN_PROCESSES,
    /** At the end nothing is left. */
    NOTHING_IS_LEFT,
    /** Daemons end only when they are made to. */
    DAEMONS_STAY
  }

  static Violation of(Rule rule, TaskId task, String text) {
    return new Violation(rule, Optional.of(task), text);
  }

  static Violation of(Rule rule, String text) {
    return new Violation(rule, Optional.empty(), text);
  }

  @Override
  public String toString() {
    return rule + task.map(id -> " task " + id).orElse("") + ": " + text;
  }
}
