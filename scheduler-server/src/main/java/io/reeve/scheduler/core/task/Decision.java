package io.reeve.scheduler.core.task;

import io.reeve.scheduler.core.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * What {@link TaskMachine} decided.
 *
 * @param kind what it comes to
 * @param next the task afterwards; the same one unless {@code kind} is MOVED or NOTED
 * @param refusal why not; present exactly when {@code kind} is REFUSED
 */
public record Decision(Kind kind, Task next, @Nullable Refusal refusal) {
  /** What a decision comes to. */
  public enum Kind {
    /** The task entered another state. */
    MOVED,
    /** Something about it changed, but not its state: for example a deadline came nearer. */
    NOTED,
    /** It was true already; nothing changed. */
    UNCHANGED,
    /** It is about an attempt or a state that is over: to be counted, nothing changed. */
    STALE,
    /** It is not allowed; nothing changed. */
    REFUSED
  }

  static Decision moved(Task next) {
    return new Decision(Kind.MOVED, next, null);
  }

  static Decision noted(Task next) {
    return new Decision(Kind.NOTED, next, null);
  }

  static Decision unchanged(Task task) {
    return new Decision(Kind.UNCHANGED, task, null);
  }

  static Decision stale(Task task) {
    return new Decision(Kind.STALE, task, null);
  }

  static Decision refused(Task task) {
    return new Decision(
        Kind.REFUSED,
        task,
        Refusal.of(Refusal.Reason.TASK_ALREADY_ENDED, "task", task.id(), "state", task.state()));
  }
}
