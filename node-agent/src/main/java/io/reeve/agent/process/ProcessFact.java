package io.reeve.agent.process;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.ExitEvidence;
import io.reeve.agent.core.SignalSent;
import io.reeve.agent.core.StartFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Something that was observed about an attempt. A fact may be told more than once. */
public sealed interface ProcessFact {
  /** The attempt. */
  AttemptId id();

  /**
   * A supervisor has claimed the attempt; the program may be executed any moment. Told only by a
   * look at the files.
   *
   * @param process the supervisor
   */
  record Claimed(RunningProcess process) implements ProcessFact {
    @Override
    public AttemptId id() {
      return process.id();
    }
  }

  /**
   * The program was executed.
   *
   * @param process who runs
   * @param startTime by the wall clock
   * @param startNanos by the monotonic clock
   */
  record Started(RunningProcess process, Instant startTime, long startNanos)
      implements ProcessFact {
    @Override
    public AttemptId id() {
      return process.id();
    }
  }

  /**
   * The program ended and left processes behind.
   *
   * @param id the attempt
   * @param exit how the program ended
   * @param exitTime when
   * @param leftBehind how many processes were still there
   */
  record ProgramExited(AttemptId id, ExitEvidence exit, Instant exitTime, int leftBehind)
      implements ProcessFact {}

  /**
   * No process of the attempt is left, or none can be found any more.
   *
   * @param id the attempt
   * @param exit how the program ended
   * @param pid the program's process id
   * @param startTime when it was executed
   * @param exitTime when the program ended; empty when not known
   * @param goneTime when the last process was seen gone
   * @param leftBehind processes that were still there when the program ended
   * @param cpuTime processor time, if known
   * @param maxMemoryBytes largest resident memory; 0 when not known
   * @param signals what the supervisor sent by itself or on order
   * @param unproven empty, or why some process may live although none is found
   */
  record Gone(
      AttemptId id,
      ExitEvidence exit,
      long pid,
      Instant startTime,
      Optional<Instant> exitTime,
      Instant goneTime,
      int leftBehind,
      Optional<Duration> cpuTime,
      long maxMemoryBytes,
      List<SignalSent> signals,
      String unproven)
      implements ProcessFact {
    /** The same with other evidence. */
    Gone with(ExitEvidence other) {
      return new Gone(
          id,
          other,
          pid,
          startTime,
          exitTime,
          goneTime,
          leftBehind,
          cpuTime,
          maxMemoryBytes,
          signals,
          unproven);
    }
  }

  /**
   * The program was never executed, and never will be.
   *
   * @param id the attempt
   * @param failure why; empty when the start was prevented
   */
  record NotStarted(AttemptId id, Optional<StartFailure> failure) implements ProcessFact {}

  /**
   * The supervisor is gone without a word. What is left of the attempt must be killed; {@link Gone}
   * with an unknown exit follows when nothing can be found any more.
   *
   * @param id the attempt
   */
  record SupervisorLost(AttemptId id) implements ProcessFact {}

  /**
   * The machine was started anew since: whatever the attempt was, it is gone.
   *
   * @param id the attempt
   * @param pid the program's process id; 0 when it was never executed
   * @param startTime when it was executed; empty when it never was, as far as is known
   */
  record Rebooted(AttemptId id, long pid, Optional<Instant> startTime) implements ProcessFact {}
}
