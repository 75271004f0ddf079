package io.reeve.agent.process;

import io.reeve.agent.core.AttemptId;
import java.util.Optional;

/**
 * An attempt that was claimed by its supervisor.
 *
 * @param id the attempt
 * @param supervisor its supervisor
 * @param program the program itself; empty until it was executed
 */
public record RunningProcess(
    AttemptId id, ProcessIdentity supervisor, Optional<ProcessIdentity> program) {}
