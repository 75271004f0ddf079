package io.reeve.scheduler.core.task;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an agent reports of an attempt that is over: no process of it exists any more, or it never
 * began.
 *
 * @param neverStarted the program was never executed, and never will be
 * @param startFailure why it could not be started; absent when it was stopped before that was tried
 * @param pid process id of the program; 0 when it never started
 * @param startedAt when it was executed, by the node's clock; absent when it never was
 * @param exit how it ended; absent exactly when it never started
 * @param cause why it ended, as the agent saw it
 * @param kill the proof of death; absent exactly when it never started
 * @param stdout where standard output went; may be empty
 * @param stderr where standard error went; may be empty
 * @param cpuTime processor time used; absent when not known
 * @param maxMemoryBytes largest resident memory; 0 when not known
 */
public record EndReport(
    boolean neverStarted,
    @Nullable StartFailure startFailure,
    long pid,
    @Nullable Instant startedAt,
    @Nullable ExitEvidence exit,
    Cause cause,
    @Nullable KillRecord kill,
    String stdout,
    String stderr,
    @Nullable Duration cpuTime,
    long maxMemoryBytes) {

  public EndReport {
    if (neverStarted != (exit == null) || neverStarted != (kill == null)) {
      throw new IllegalArgumentException("an attempt that ran has exit evidence and a kill record");
    }
  }

  /**
   * Whether nobody knows that all its processes are gone. Then the system does not run the task
   * again by itself: two attempts could live at once.
   */
  public boolean mayLive() {
    return kill != null && !kill.unproven().isEmpty();
  }

  /** An attempt that was stopped before its program was executed. */
  public static EndReport neverStarted(Cause cause, @Nullable StartFailure failure) {
    return new EndReport(true, failure, 0, null, null, cause, null, "", "", null, 0);
  }

  /** An attempt that its node ran and knows nothing of any more: its processes may live on. */
  public static EndReport recordLost(Instant reportedAt) {
    return unseen("the agent lost the record of the attempt", reportedAt);
  }

  /** An attempt whose end nobody saw. */
  public static EndReport unseen(String why, Instant reportedAt) {
    return new EndReport(
        false,
        null,
        0,
        null,
        new ExitEvidence.Unknown(why),
        Cause.NODE_LOST,
        KillRecord.unproven(Cause.NODE_LOST, reportedAt, why),
        "",
        "",
        null,
        0);
  }
}
