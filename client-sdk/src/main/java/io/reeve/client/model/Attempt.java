package io.reeve.client.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One attempt to run a task on a node.
 *
 * @param number from 1, never used again for the same task
 * @param node the node's name
 * @param dispatchTime when the start was decided and durable
 * @param startTime when the program was executed, by the node's clock; empty: it never was, as far
 *     as is known
 * @param endTime when the attempt was over for the head node; empty: it is not
 * @param pid process id of the program on its node; 0 when it never started
 * @param exit how the program ended; empty while it lives, and when it never started
 * @param cause why the attempt ended; empty: it has not
 * @param killRecord the proof of death; empty while it lives, and when it never started
 * @param startFailure why it could not be started; empty when it could
 * @param stdoutPath where standard output goes on the node; empty when it never started
 * @param stderrPath where standard error goes on the node; empty when it never started
 * @param surelyDeadBy for an attempt on a silent node: when the agent has ended it by its lease
 * @param cpuTime processor time used; empty when not known
 * @param maxMemoryBytes largest resident memory; 0 when not known
 * @param residue processes that a kill has not ended in time; empty: none, or they are gone by now
 */
public record Attempt(
    int number,
    String node,
    Instant dispatchTime,
    Optional<Instant> startTime,
    Optional<Instant> endTime,
    long pid,
    Optional<ExitStatus> exit,
    Optional<Cause> cause,
    Optional<KillRecord> killRecord,
    Optional<StartFailure> startFailure,
    String stdoutPath,
    String stderrPath,
    Optional<Instant> surelyDeadBy,
    Optional<Duration> cpuTime,
    long maxMemoryBytes,
    Optional<Residue> residue) {}
