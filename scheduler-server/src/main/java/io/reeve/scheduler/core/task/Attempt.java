package io.reeve.scheduler.core.task;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to run a task on a node.
 *
 * @param number from 1
 * @param node node name
 * @param dispatchedAt when the start was decided
 * @param startedAt when the program was executed, by the node's clock; absent when it never was, as
 *     far as is known
 * @param endedAt when it was over for the head node; absent while it is not
 * @param pid process id of the program; 0 when it never started
 * @param exit how the program ended; absent while it lives and when it never started
 * @param cause why it ended; absent while it has not
 * @param kill the proof of death; absent while it lives and when it never started
 * @param startFailure why it could not be started; absent when it could
 * @param stdout where standard output goes on the node; empty when not known
 * @param stderr where standard error goes on the node; empty when not known
 * @param cpuTime processor time used; absent when not known
 * @param maxMemoryBytes largest resident memory; 0 when not known
 * @param residue what a kill has not ended in time; absent when nothing, and when it is over
 */
public record Attempt(
    int number,
    String node,
    Instant dispatchedAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    long pid,
    @Nullable ExitEvidence exit,
    @Nullable Cause cause,
    @Nullable KillRecord kill,
    @Nullable StartFailure startFailure,
    String stdout,
    String stderr,
    @Nullable Duration cpuTime,
    long maxMemoryBytes,
    @Nullable Residue residue) {

  /** A new attempt, not confirmed by its node. */
  public static Attempt dispatched(int number, String node, Instant at) {
    return new Attempt(
        number, node, at, null, null, 0, null, null, null, null, "", "", null, 0, null);
  }

  /** Whether its program was executed: said by its node, or shown by the evidence of its end. */
  public boolean ran() {
    return startedAt != null || exit != null;
  }

  /** The same after its program was executed. A repeated report changes nothing. */
  public Attempt started(long pid, Instant at, String stdout, String stderr) {
    return startedAt != null
        ? this
        : new Attempt(
            number,
            node,
            dispatchedAt,
            at,
            endedAt,
            pid,
            exit,
            cause,
            kill,
            startFailure,
            stdout,
            stderr,
            cpuTime,
            maxMemoryBytes,
            residue);
  }

  /** The same after its program itself ended. */
  public Attempt exited(ExitEvidence evidence) {
    return new Attempt(
        number,
        node,
        dispatchedAt,
        startedAt,
        endedAt,
        pid,
        evidence,
        cause,
        kill,
        startFailure,
        stdout,
        stderr,
        cpuTime,
        maxMemoryBytes,
        residue);
  }

  /**
   * The same with what a kill has not ended in time.
   *
   * @param left absent when nothing is left any more
   */
  public Attempt leaving(@Nullable Residue left) {
    return new Attempt(
        number,
        node,
        dispatchedAt,
        startedAt,
        endedAt,
        pid,
        exit,
        cause,
        kill,
        startFailure,
        stdout,
        stderr,
        cpuTime,
        maxMemoryBytes,
        left == null ? null : left.goingOnFrom(residue));
  }

  /** The same, over, as its node reported it. */
  public Attempt ended(EndReport report, Cause cause, @Nullable KillRecord kill, Instant at) {
    return new Attempt(
        number,
        node,
        dispatchedAt,
        startedAt != null ? startedAt : report.startedAt(),
        at,
        pid != 0 ? pid : report.pid(),
        exit != null ? exit : report.exit(),
        cause,
        kill,
        report.startFailure(),
        stdout.isEmpty() ? report.stdout() : stdout,
        stderr.isEmpty() ? report.stderr() : stderr,
        report.cpuTime(),
        report.maxMemoryBytes(),
        null);
  }
}
