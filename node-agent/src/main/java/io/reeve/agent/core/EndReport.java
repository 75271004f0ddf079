package io.reeve.agent.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The last word on an attempt: no process of it exists any more, or it never began.
 *
 * @param id the attempt
 * @param neverStarted whether the program was never executed, and never will be
 * @param startFailure why it never started, if it was tried
 * @param pid process id of the program; 0 when it never started
 * @param startTime when the program was executed
 * @param exit how it ended; empty when it never started
 * @param cause why it ended, as the agent saw it
 * @param killRecord the proof of death; empty when it never started
 * @param stdout path of standard output; empty when never started
 * @param stderr path of standard error; empty when never started
 * @param cpuTime processor time of the program and what it waited for, if known
 * @param maxMemoryBytes largest resident memory; 0 when not known
 */
public record EndReport(
    AttemptId id,
    boolean neverStarted,
    Optional<StartFailure> startFailure,
    long pid,
    Optional<Instant> startTime,
    Optional<ExitEvidence> exit,
    Cause cause,
    Optional<KillRecord> killRecord,
    String stdout,
    String stderr,
    Optional<Duration> cpuTime,
    long maxMemoryBytes) {

  /** Checks that a started attempt has its evidence. */
  public EndReport {
    if (!neverStarted && (exit.isEmpty() || killRecord.isEmpty())) {
      throw new IllegalArgumentException("attempt " + id + " has no evidence of its end");
    }
  }

  /** For an attempt that was stopped before its program was executed, or was never known here. */
  public static EndReport neverStarted(AttemptId id, Cause cause) {
    return unstarted(id, cause, Optional.empty());
  }

  /** For an attempt whose program could not be started. */
  public static EndReport startFailed(AttemptId id, StartFailure failure) {
    return unstarted(id, Cause.START_FAILED, Optional.of(failure));
  }

  private static EndReport unstarted(AttemptId id, Cause cause, Optional<StartFailure> failure) {
    return new EndReport(
        id,
        true,
        failure,
        0,
        Optional.empty(),
        Optional.empty(),
        cause,
        Optional.empty(),
        "",
        "",
        Optional.empty(),
        0);
  }
}
