package io.reeve.testing.faults;

import java.time.Duration;

/**
 * Something to do in a run, after a pause.
 *
 * @param pause before it
 * @param action what
 */
public record Step(Duration pause, Action action) {
  /**
   * What is done. {@code recent} counts tasks back from the newest; {@code daemon} 0 is the head.
   */
  public sealed interface Action {}

  /** Submits a program. */
  record Submit(ProgramKind program, int code, int millis) implements Action {}

  /** Cancels a task. */
  record Cancel(int recent, boolean force, Duration grace) implements Action {}

  /** Cancels some tasks with one call. */
  record CancelMany(int count, boolean force) implements Action {}

  /** Submits a program that ends by itself and cancels it at about that time. */
  record Race(int code, int millis, Duration cancelAfter) implements Action {}

  /** Kills the supervisor of a task. */
  record KillSupervisor(int recent) implements Action {}

  /** Stops the supervisor of a task for a while. */
  record PauseSupervisor(int recent, Duration length) implements Action {}

  /** Kills a daemon and starts it again. */
  record Kill(int daemon, Duration downtime) implements Action {}

  /** Kills all daemons at once and starts them in this order. */
  record KillAll(int firstUp, Duration downtime, Duration between) implements Action {}

  /** Stops a daemon for a while. */
  record Pause(int daemon, Duration length) implements Action {}

  /** Starts a daemon anew so that it crashes at a point. */
  record Arm(int daemon, String crashAt, Duration downtime) implements Action {}

  /** Makes the network between an agent and the head node bad for a while. */
  record Cut(int agent, CutProxy.Mode mode, Duration length) implements Action {}
}
