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
 * @param surelyDeadBy when its node was declared lost: by its lease nothing of it lived any more;
 *     absent when it was not, or the node keeps no lease
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
    @Nullable Instant surelyDeadBy,
    @Nullable Residue residue) {

  /** A new attempt, not confirmed by its node. */
  public static Attempt dispatched(int number, String node, Instant at) {
    return new Attempt(
        number, node, at, null, null, 0, null, null, null, null, "", "", null, 0, null, null);
  }

  /** Whether its program was executed: said by its node, or shown by the evidence of its end. */
  public boolean ran() {
    return startedAt != null || exit != null;
  }

  /** The same after its program was executed. A repeated report changes nothing. */
  public Attempt started(long newPid, Instant at, String newStdout, String newStderr) {
    return startedAt != null
        ? this
        : with(at, newPid, exit, newStdout, newStderr, surelyDeadBy, residue);
  }

  /** The same after its program itself ended. */
  public Attempt exited(ExitEvidence evidence) {
    return with(startedAt, pid, evidence, stdout, stderr, surelyDeadBy, residue);
  }

  /**
   * The same with what a kill has not ended in time.
   *
   * @param left absent when nothing is left any more
   */
  public Attempt leaving(@Nullable Residue left) {
    var next = left == null ? null : left.goingOnFrom(residue);
    return with(startedAt, pid, exit, stdout, stderr, surelyDeadBy, next);
  }

  /** The same after its node was declared lost, when its lease says that nothing of it lives. */
  public Attempt surelyDead(Instant by) {
    return with(startedAt, pid, exit, stdout, stderr, by, residue);
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
        surelyDeadBy,
        null);
  }

  /** The same with what may change before it is over. */
  private Attempt with(
      @Nullable Instant newStartedAt,
      long newPid,
      @Nullable ExitEvidence newExit,
      String newStdout,
      String newStderr,
      @Nullable Instant newSurelyDeadBy,
      @Nullable Residue newResidue) {
    return new Attempt(
        number,
        node,
        dispatchedAt,
        newStartedAt,
        endedAt,
        newPid,
        newExit,
        cause,
        kill,
        startFailure,
        newStdout,
        newStderr,
        cpuTime,
        maxMemoryBytes,
        newSurelyDeadBy,
        newResidue);
  }
}
