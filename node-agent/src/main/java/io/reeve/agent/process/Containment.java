package io.reeve.agent.process;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.StopRequest;
import io.reeve.agent.core.StopSignal;
import io.reeve.agent.core.Time.Moment;
import java.util.List;
import java.util.Map;

/**
 * Finds and signals every process of an attempt. Works on batches, so that many cancels at once
 * share one look at the process table. Everything may be repeated; runner thread only; nothing
 * waits.
 */
public interface Containment {
  /** For records, for example {@code cgroup-v2}. */
  String name();

  /** For node listings: the name, and why it is not a better one. */
  default String description() {
    return name();
  }

  /**
   * Writes each deadline down, then sends the polite signal to every process, continuing stopped
   * ones. What the agent sends itself is written down, see {@link SignalLog}.
   *
   * @return how many processes of each attempt the agent itself sent SIGTERM, the only polite
   *     signal it can send; what a supervisor sends on order is in its own report
   */
  Map<AttemptId, Integer> ask(List<Ask> batch);

  /** Writes an earlier deadline down. */
  void shorten(Ask ask);

  /**
   * Kills every process, once; to be repeated until the attempt is gone. Answers as {@link #ask}.
   */
  Map<AttemptId, Integer> kill(List<Ask> batch);

  /** What is still there, by process id. */
  List<ProcessIdentity> remaining(RunningProcess process);

  /**
   * An order to end an attempt.
   *
   * @param process whose
   * @param signal the polite signal
   * @param deadline when politeness ends, monotonic nanoseconds
   * @param request the request behind it, kept with the deadline for a later start of the agent
   * @param begin when the request was taken up, kept as well
   */
  record Ask(
      RunningProcess process, StopSignal signal, long deadline, StopRequest request, Moment begin) {

    /** What a supervisor is to be told of it. */
    OrderFile toKill() {
      return new OrderFile(true, deadline, false, 0, request, begin);
    }

    /** The same, to kill at the deadline only; with a signal to send first, 0 for none. */
    OrderFile toWait(boolean proceed, int first) {
      return new OrderFile(false, deadline, proceed, first, request, begin);
    }
  }
}
